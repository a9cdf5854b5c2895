"""The token game: every run that a diagram allows, and whether it can go wrong.

    nets = nets_of(model, calls)             one net for each group of processes that talk; called processes inlined
    net.moves                                what may happen: element (with call path), kind, flows, node, model
    seen = explore(net, monitor)             every run, reduced; see `explore.Monitor` for watching and choosing by data
    seen.complete                            False: not decided within the limit
    seen.broken, seen.moves_to_violation(w)  what the monitor found, and the way there
    shortest_way_to(seen, monitor, w)        the same, as short as it gets
    element_ids(moves)                       a way as ids of elements
    soundness_of(net)                        deadlock, livelock, unsafe, improper, dead, each with the way there

The net is an over-approximation: conditions are choices, timers and messages from outside happen at any time that
something waits for them. `docs/soundness.md` says what follows from that.
"""
