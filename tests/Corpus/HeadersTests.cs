using Corpus.Gateways;
using Corpus.Model;

namespace Corpus;

public sealed class HeadersTests(CaseGateways gateways) : IClassFixture<CaseGateways>
{
    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(CaseFiles.Rows), "headers", MemberType = typeof(CaseFiles))]
    public Task Request(string file, string row) => gateways.RunAsync(file, row);
}
