using System.Runtime.CompilerServices;

namespace Sightglass.Gateway.Async;

/// <summary>Stands for the state of a method that has never suspended.</summary>
internal struct NoStateMachine : IAsyncStateMachine
{
    public readonly void MoveNext()
    {
    }

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }
}
