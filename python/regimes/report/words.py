"""What the report of each experiment is called and how its numbers are defined. Mathematics stands between dollar signs."""

HEADINGS = {
    "collapse": "Collapse times",
    "kde": "Density estimates",
    "evaluate": "The noised training set at given points",
    "memorisation": "Memorisation",
    "sample": "Backward trajectories",
    "trajectories": "Clones and last changes",
    "speciation": "Speciation times",
}
TABLES = {"collapse": "Collapse times", "kde": "Bandwidths", "speciation": "Speciation times"}
METHODS = {
    "kde": r"A density is estimated from its $n$ points by a kernel of bandwidth $h$, and read at points that are no training points. The best "
           r"bandwidth $h_{opt}$ is that of the largest mean log density. Theory at infinite size and fixed $\alpha=\ln n/d$: below $h_G$ a few "
           r"points make the estimate, above $h_{CLT}$ it is normal, and $h_{KL}$ has the least divergence from the law. Sources: arXiv "
           "2408.05807; src/theory/README.md of the project.",
    "evaluate": "The law of the training set, noised to a diffusion time, is read at points of a file: its log density, and the entropy and "
                "inverse participation ratio of the posterior weights of the training points. Numbers are means over these points.",
    "memorisation": "A sample counts as memorised where its nearest training point is nearer than the second-nearest by the ratio threshold; "
                    "paths are looked at in the same way.",
    "sample": "Trajectories start from noise and follow the score of the training set, or of its law, back to data. Numbers over "
              "trajectories are averaged over these first.",
    "trajectories": r"Backward trajectories are cloned at a time $t$: $\varphi_C$ is the fraction of clones that end on the same training "
                    "point. U-turns noise data to a time and return. The last change is that of the nearest training point along a path.",
    "speciation": r"Two clones of a noised point end in the same class with probability $\varphi$. The speciation time $t_S$ is where "
                  r"$\varphi$ is .7752, as two Gaussian classes have where the mean of their free-entropy difference is its fluctuation. For "
                  r"large $d$ it is near $(1/2)\ln\Lambda$, with the largest eigenvalue $\Lambda$ of the covariance. Sources: arXiv "
                  "2402.18491, 2602.04404; src/theory/README.md of the project.",
}
