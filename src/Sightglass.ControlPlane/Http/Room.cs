namespace Sightglass.ControlPlane.Http;

/// <summary>Room for so many at once; who comes when it is full waits.</summary>
internal sealed class Room(int places) : IDisposable
{
    private readonly SemaphoreSlim _free = new(places, places);

    /// <summary>Waits for a place; disposing what it gives leaves it.</summary>
    public async Task<Place> EnterAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Place(_free);
    }

    public void Dispose() => _free.Dispose();

    /// <summary>A place that is taken.</summary>
    internal readonly struct Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
