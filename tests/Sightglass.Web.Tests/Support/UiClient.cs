using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Sightglass.Web.Tests.DevHost;

namespace Sightglass.Web.Tests.Support;

/// <summary>A browser without scripts: keeps cookies, asks for pages, sends forms as they stand.</summary>
internal sealed class UiClient : IDisposable
{
    private readonly HttpClient _http;

    public UiClient(Uri address)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies };
        _http = new HttpClient(handler) { BaseAddress = address };
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public CookieContainer Cookies { get; } = new();

    public HttpClient Http => _http;

    public async Task<HttpResponseMessage> SignInAsync(string name = FakeAccess.UserName, string password = FakeAccess.Password, string login = "/login")
    {
        var form = Form(await PageAsync(login), "form");
        form["Form.Name"] = name;
        form["Form.Password"] = password;
        return await _http.PostAsync(login, new FormUrlEncodedContent(form));
    }

    public async Task<IDocument> PageAsync(string address)
    {
        using var response = await _http.GetAsync(address);
        return await ParseAsync(response);
    }

    public static async Task<IDocument> ParseAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return await BrowsingContext.New(AngleSharp.Configuration.Default).OpenAsync(request => request.Content(text).Address(response.RequestMessage!.RequestUri!));
    }

    /// <summary>A form's fields with what stands in them.</summary>
    public static Dictionary<string, string> Form(IDocument page, string selector)
    {
        var form = page.QuerySelector<IHtmlFormElement>(selector) ?? throw new InvalidOperationException($"The page has no {selector}: {page.Body?.TextContent}");
        var fields = new Dictionary<string, string>();
        foreach (var input in form.QuerySelectorAll<IHtmlInputElement>("input[name]").Where(i => i.Type is not "checkbox" || i.IsChecked))
        {
            fields[input.Name!] = input.Value;
        }

        foreach (var select in form.QuerySelectorAll<IHtmlSelectElement>("select[name]"))
        {
            fields[select.Name!] = select.Value ?? "";
        }

        foreach (var area in form.QuerySelectorAll<IHtmlTextAreaElement>("textarea[name]"))
        {
            fields[area.Name!] = area.Value;
        }

        return fields;
    }

    public void Dispose() => _http.Dispose();
}
