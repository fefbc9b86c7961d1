using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sightglass.Plugins.Lua.Native;

/// <summary>What a state has allocated and may allocate. Lives in native memory: the allocator is called by the interpreter.</summary>
internal unsafe struct LuaMemory
{
    /// <summary>Bytes in use.</summary>
    public long Used;

    /// <summary>Bytes allowed.</summary>
    public long Limit;

    /// <summary>
    /// Whether the limit holds. It does while the interpreter runs a script; a refusal then becomes a Lua error, raised and caught in
    /// native code. While managed code calls the interpreter the limit does not hold, because the error would cross managed frames.
    /// </summary>
    public bool Enforced;

    /// <summary>Handle of the state, to be told of refusals and of churn.</summary>
    public nint Owner;

    /// <summary>Bytes allocated since the state last looked at the clock.</summary>
    public long Churn;

    private const long ChurnStep = 16 * 1024 * 1024;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void* Allocate(void* data, void* block, nuint oldSize, nuint newSize)
    {
        var memory = (LuaMemory*)data;

        // For a new block the old size is a type tag, not a size.
        var had = block is null ? 0 : (long)oldSize;
        if (newSize == 0)
        {
            memory->Used -= had;
            NativeMemory.Free(block);
            return null;
        }

        var growth = (long)newSize - had;
        if (growth > 0 && memory->Enforced)
        {
            memory->Churn += growth;
            var refused = memory->Used + growth > memory->Limit;
            if (refused || memory->Churn > ChurnStep)
            {
                memory->Churn = 0;
                LuaState.OfHandle(memory->Owner).OnMemoryPressure(refused);
            }

            if (refused)
            {
                return null;
            }
        }

        try
        {
            var moved = NativeMemory.Realloc(block, newSize);
            memory->Used += growth;
            return moved;
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
