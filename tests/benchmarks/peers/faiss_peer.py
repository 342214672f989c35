"""FAISS: exact search."""
import faiss

PACKAGES = ("faiss",)


def flat(data):
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatL2(data.work.dimension)
    index.add(data.points)

    def run():
        distances, indices = index.search(data.x, 1)
        return {"index": indices[:, 0], "distance_squared": distances[:, 0]}

    return data.work.queries, run
