using System.Runtime.CompilerServices;

namespace Sightglass.Gateway.Async;

/// <summary>
/// The box of one async method. Each thread keeps some, without synchronisation. A request often suspends on the event loop of one socket and
/// goes on on that of another, so that one thread always makes boxes and another always frees them: what a thread has too many of goes
/// to a shared store by the batch, and a thread that has none takes a batch from there.
/// </summary>
internal sealed class AsyncBox<TResult, TStateMachine> : AsyncBox<TResult>
    where TStateMachine : IAsyncStateMachine
{
    private const int BatchSize = 16;

    // What the store keeps of one method at most: a box is a few hundred bytes.
    private const int MaxBatches = 64;

    private static readonly Lock Gate = new();
    private static readonly AsyncBox<TResult, TStateMachine>?[] Batches = new AsyncBox<TResult, TStateMachine>?[MaxBatches];
    private static int _batchCount;

    [ThreadStatic]
    private static ThreadBoxes? _thread;

    private readonly Action _resume;
    private AsyncBox<TResult, TStateMachine>? _next;

    private AsyncBox() => _resume = MoveNext;

    /// <summary>The suspended method. A field, because a copy would resume without effect.</summary>
    public TStateMachine StateMachine = default!;

    public override Action Resume => _resume;

    public static AsyncBox<TResult, TStateMachine> Rent()
    {
        var thread = _thread ??= new ThreadBoxes();
        if (thread.Head is null && !TakeBatch(thread))
        {
            return new AsyncBox<TResult, TStateMachine>();
        }

        var box = thread.Head!;
        thread.Head = box._next;
        thread.Count--;
        box._next = null;
        return box;
    }

    protected override void Return()
    {
        StateMachine = default!;
        var thread = _thread ??= new ThreadBoxes();
        if (thread.Count == BatchSize)
        {
            // The spare batch was full already: it goes to the store, and the current one takes its place.
            if (thread.Spare is not null)
            {
                GiveBatch(thread.Spare);
            }

            thread.Spare = thread.Head;
            thread.Head = null;
            thread.Count = 0;
        }

        _next = thread.Head;
        thread.Head = this;
        thread.Count++;
    }

    private static bool TakeBatch(ThreadBoxes thread)
    {
        if (thread.Spare is { } spare)
        {
            (thread.Head, thread.Spare, thread.Count) = (spare, null, BatchSize);
            return true;
        }

        lock (Gate)
        {
            if (_batchCount == 0)
            {
                return false;
            }

            thread.Head = Batches[--_batchCount];
            Batches[_batchCount] = null;
        }

        thread.Count = BatchSize;
        return true;
    }

    private static void GiveBatch(AsyncBox<TResult, TStateMachine> batch)
    {
        lock (Gate)
        {
            if (_batchCount < MaxBatches)
            {
                Batches[_batchCount++] = batch;
            }
        }
    }

    private void MoveNext()
    {
        // The method runs in the context of whoever resumes it. What it changes there must not stay behind.
        var context = ExecutionContext.Capture();
        StateMachine.MoveNext();
        if (context is not null && !ReferenceEquals(context, ExecutionContext.Capture()))
        {
            ExecutionContext.Restore(context);
        }
    }

    /// <summary>What one thread keeps.</summary>
    private sealed class ThreadBoxes
    {
        public AsyncBox<TResult, TStateMachine>? Head;
        public AsyncBox<TResult, TStateMachine>? Spare;
        public int Count;
    }
}
