using Corpus.Model;

namespace Corpus.Peers;

/// <summary>What all upstreams of a gateway were asked, and what they are told to answer next.</summary>
internal sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<SeenRequest> _seen = [];
    private Queue<Reply> _replies = [];

    public IReadOnlyList<SeenRequest> Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>Forgets what was seen, and has the next requests answered with <paramref name="replies"/>.</summary>
    public void Begin(IEnumerable<Reply>? replies)
    {
        lock (_lock)
        {
            _seen.Clear();
            _replies = new Queue<Reply>(replies ?? []);
        }
    }

    public void Add(SeenRequest request)
    {
        lock (_lock)
        {
            _seen.Add(request);
        }
    }

    /// <summary>The next answer that the step has given; null when it gave none.</summary>
    public Reply? NextReply(bool take)
    {
        lock (_lock)
        {
            return take && _replies.Count > 1 ? _replies.Dequeue() : _replies.TryPeek(out var reply) ? reply : null;
        }
    }
}
