using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Sightglass.Plugins.Tests.OpenIdConnect;

/// <summary>The provider of tests/peers/oidc-provider, in a process of its own. Tests are skipped where Node.js or the package is missing.</summary>
public sealed class NodeProvider : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new();
    private Process? _process;
    private string? _missing;

    public string Issuer { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var folder = Repository.PathOf("tests", "peers", "oidc-provider");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
        {
            _missing = "the npm package oidc-provider is not installed";
            return;
        }

        try
        {
            _process = Process.Start(new ProcessStartInfo("node", "provider.mjs")
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            _missing = "node is not installed";
            return;
        }

        // It warns there that its store is for tests.
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        Issuer = (await ReadLineAsync())["ready ".Length..];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    /// <summary>Skips the test where there is no provider; else makes it answer at once.</summary>
    public async Task ReadyAsync()
    {
        if (_missing is not null)
        {
            Assert.Skip(_missing);
        }

        await TellAsync("up");
        await TellAsync("delay 0");
    }

    /// <summary>Gives the provider a line, and waits until it has obeyed.</summary>
    public async Task TellAsync(string line)
    {
        await _process!.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        Assert.StartsWith("done ", await ReadLineAsync(), StringComparison.Ordinal);
    }

    /// <summary>A token for the client <c>service</c>, by its credentials.</summary>
    /// <param name="resource">Whom it is for: its audience. Opaque when the name says so, else signed.</param>
    /// <param name="scope">What it allows.</param>
    public async Task<string> TokenAsync(string resource = "urn:api", string scope = "read") =>
        (string)(await PostAsync("/token", ("grant_type", "client_credentials"), ("resource", resource), ("scope", scope)))!["access_token"]!;

    public Task RevokeAsync(string token) => PostAsync("/token/revocation", ("token", token));

    private async Task<JsonNode?> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Issuer + path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("service:service-secret"u8));
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync();
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>The next line that is an answer; the provider has notices of its own there.</summary>
    private async Task<string> ReadLineAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var line = await _process!.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("the provider has ended");
            if (line.StartsWith("ready ", StringComparison.Ordinal) || line.StartsWith("done ", StringComparison.Ordinal))
            {
                return line;
            }
        }
    }
}
