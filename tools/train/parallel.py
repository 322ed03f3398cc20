"""One process a core, one thread each: OpenBLAS's own threads are slower than that on small matrices."""

import os

# Before torch is loaded; the workers inherit it. Freed memory is kept: giving it back costs a third of a step in page
# faults.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(1 << 32),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 34),
    "MALLOC_TOP_PAD_": str(1 << 28),
}
for name, value in ENVIRONMENT.items():
    os.environ.setdefault(name, value)

import torch
import torch.distributed as dist
import torch.multiprocessing as multiprocessing


def _run(rank, work, workers, options):
    torch.set_num_threads(1)
    if workers > 1:
        os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
        os.environ["MASTER_PORT"] = str(options.port)
        dist.init_process_group("gloo", rank=rank, world_size=workers)
    work(rank, workers, options)


def start_workers(work, workers, options):
    """Calls work(rank, workers, options) in as many processes."""
    options.port = 20000 + os.getpid() % 20000
    if workers == 1:
        _run(0, work, 1, options)
    else:
        multiprocessing.spawn(_run, (work, workers, options), nprocs=workers)


def average_gradients(parameters):
    """The mean of all workers' gradients, in one message."""
    if not dist.is_initialized():
        return
    held = [parameter.grad for parameter in parameters if parameter.grad is not None]
    flat = torch.cat([grad.flatten() for grad in held])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    at = 0
    for grad in held:
        grad.copy_(flat[at : at + grad.numel()].view_as(grad))
        at += grad.numel()
