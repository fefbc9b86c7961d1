namespace Corpus.Model;

/// <summary>One row of the corpus: a request with what must come of it, or several steps in order.</summary>
internal sealed class Case : Step
{
    /// <summary>Steps that are made in order, instead of the one that the case itself is.</summary>
    public List<Step>? Steps { get; init; }
}
