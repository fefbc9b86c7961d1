namespace Sightglass.Gateway.Dns;

/// <summary>The steps of a lookup in order. Give one to the lookup to have them recorded; reuse it after <see cref="Clear"/>.</summary>
internal sealed class DnsTries
{
    private readonly List<DnsTry> _steps = [];

    public IReadOnlyList<DnsTry> Steps => _steps;

    public void Clear() => _steps.Clear();

    internal void Add(in DnsTry step) => _steps.Add(step);
}
