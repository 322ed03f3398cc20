// The place of an invocation in a grid that is folded over x and y, since an axis ends at 65,535 workgroups.

struct Invocation {
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
}

// Returns the number of the workgroup.
fn group_of(here: Invocation) -> u32 {
  return here.group.y * here.groups.x + here.group.x;
}

// Returns the number among all invocations, which is the item to work on.
fn item_of(here: Invocation) -> u32 {
  return group_of(here) * LANES + here.lane;
}
