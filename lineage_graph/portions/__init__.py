"""What very many runs tell, portion by portion, here or in a process of its own. Nothing here speaks to the graph.

That process imports what is here: a driver, or anything else that it does not need, would only take its memory.
"""
