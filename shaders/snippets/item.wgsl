// Where an invocation stands. Workgroups are folded over x and y, since a grid axis ends at 65,535 of them.

struct Invocation {
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
}

// The number of its workgroup.
fn group_of(here: Invocation) -> u32 {
  return here.group.y * here.groups.x + here.group.x;
}

// Its number among all invocations: the item that it works on.
fn item_of(here: Invocation) -> u32 {
  return group_of(here) * LANES + here.lane;
}
