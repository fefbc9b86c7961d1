using Corpus.Checks;
using Corpus.Model;

namespace Corpus.Gateways;

/// <summary>Runs cases of a folder, file after file, with one gateway for all cases of a file.</summary>
public sealed class CaseGateways : IAsyncLifetime
{
    private string? _name;
    private CaseFile? _file;
    private GatewayUnderTest? _gateway;

    public async Task RunAsync(string file, string row)
    {
        if (_name != file)
        {
            await DisposeAsync();
            (_name, _file) = (file, CaseFiles.Load(file));
        }

        if (_file!.Fresh)
        {
            await using var fresh = await GatewayUnderTest.StartAsync(_file);
            await CaseRunner.RunAsync(fresh, CaseFiles.Find(_file, row));
            return;
        }

        _gateway ??= await GatewayUnderTest.StartAsync(_file);
        await CaseRunner.RunAsync(_gateway, CaseFiles.Find(_file, row));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_gateway is { } gateway)
        {
            _gateway = null;
            await gateway.DisposeAsync();
        }
    }
}
