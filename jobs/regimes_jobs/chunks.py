"""Small tasks together in one job, and jobs in arrays that Slurm takes."""


def chunk(tasks, seconds, minimum_seconds):
    """Lists of consecutive tasks that last at least `minimum_seconds` each, where all tasks together do; `seconds` is one number per task."""
    chunks, current, length = [], [], 0.0
    for task, duration in zip(tasks, seconds):
        current.append(task)
        length += duration
        if length >= minimum_seconds:
            chunks.append(current)
            current, length = [], 0.0
    if current and chunks:
        chunks[-1] = chunks[-1] + current
    elif current:
        chunks.append(current)
    return chunks


def arrays(chunks, limit):
    """Lists of at most `limit` chunks."""
    return [chunks[first:first + limit] for first in range(0, len(chunks), limit)]
