namespace Corpus.Model;

/// <summary>When an upstream closes the connection.</summary>
internal enum CloseMoment
{
    /// <summary>It keeps it open.</summary>
    Never,

    /// <summary>When it has accepted the connection, before it reads.</summary>
    Accept,

    /// <summary>When it has read the request, without an answer.</summary>
    Request,

    /// <summary>After what it sends.</summary>
    After,
}
