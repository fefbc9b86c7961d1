namespace Corpus.Model;

/// <summary>A request, and what must come of it.</summary>
internal class Step
{
    /// <summary>What it shows; the request line if not given.</summary>
    public string? Name { get; init; }

    /// <summary>The request line; <c>HTTP/1.1</c> is added when it has no version.</summary>
    public string? Request { get; init; }

    /// <summary>Header lines. <c>Host: corpus.test</c> is sent besides when no line names a host.</summary>
    public List<string> Headers { get; init; } = [];

    /// <summary>Whether the Host header is left out altogether.</summary>
    public bool NoHost { get; init; }

    /// <summary>The body; its Content-Length is added unless the headers frame it.</summary>
    public string? Body { get; init; }

    /// <summary>A body of this many bytes.</summary>
    public int? BodySize { get; init; }

    /// <summary>Exactly what is sent, instead of all of the above.</summary>
    public string? Raw { get; init; }

    /// <summary>Waits for 100 Continue before the body is sent.</summary>
    public bool AwaitContinue { get; init; }

    /// <summary>Sent when the response's head is there: what a switched protocol carries.</summary>
    public string? Then { get; init; }

    /// <summary>The server name of a TLS connection; empty for a TLS connection that names none. Null is plain text.</summary>
    public string? Tls { get; init; }

    /// <summary>Sent on the connection of the step before.</summary>
    public bool SameConnection { get; init; }

    /// <summary>How often the request is made. <c>${n}</c> is the number of the time, from 1.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Makes the request again, for at most 20 seconds, until everything expected holds.</summary>
    public bool Eventually { get; init; }

    /// <summary>What the upstreams do, in order of the requests they get; the last one stays. Only for this step.</summary>
    public List<Reply>? Replies { get; init; }

    /// <summary>What an upstream does from now on.</summary>
    public Dictionary<string, Reply>? Become { get; init; }

    public int? Status { get; init; }

    public ResponseExpectation Response { get; init; } = new();

    /// <summary>What the upstream saw; with several requests, what it saw of the last.</summary>
    public UpstreamExpectation? Upstream { get; init; }

    /// <summary>What the named upstream is asked besides, at the latest 20 seconds after the response: what plugins send.</summary>
    public UpstreamExpectation? Told { get; init; }

    /// <summary>How many requests each upstream got: a number, or <c>&gt;3</c>, or <c>3..5</c>. Those not named are not looked at.</summary>
    public Dictionary<string, string>? Asked { get; init; }

    /// <summary>How many different upstreams answered all the repetitions: as <see cref="Asked"/>.</summary>
    public string? Answered { get; init; }
}
