using System.Net;
using Sightglass.Web.Tests.DevHost;
using Sightglass.Web.Tests.Support;

namespace Sightglass.Web.Tests.Access;

public class SignInTests : UiTest
{
    [Fact]
    public async Task Page_Stranger_IsSentToSignInAndBack()
    {
        using var stranger = new UiClient(Host.Address);
        using var refused = await stranger.Http.GetAsync("/debugger?control_plane=x");

        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
        Assert.Equal("/login?return=%2Fdebugger%3Fcontrol_plane%3Dx", refused.Headers.Location?.PathAndQuery);

        using var signedIn = await stranger.SignInAsync(login: refused.Headers.Location!.PathAndQuery);

        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.EndsWith("/debugger?control_plane=x", signedIn.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_ReturnToAnotherServer_GoesHome()
    {
        using var stranger = new UiClient(Host.Address);
        using var signedIn = await stranger.SignInAsync(login: "/login?return=%2F%2Fevil.example");

        Assert.Equal("/", new Uri(Host.Address, signedIn.Headers.Location!).AbsolutePath);
        Assert.Equal(Host.Address.Authority, new Uri(Host.Address, signedIn.Headers.Location!).Authority);
    }

    [Fact]
    public async Task SignIn_WrongPassword_SaysSoAndSetsNoCookie()
    {
        using var stranger = new UiClient(Host.Address);
        using var refused = await stranger.SignInAsync(password: "wrong");
        var page = await UiClient.ParseAsync(refused);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("User name or password is wrong.", page.QuerySelector("[role=alert]")?.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(stranger.Cookies.GetAllCookies(), c => c.Name == "sightglass-session");
        Assert.DoesNotContain("wrong\"", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SignIn_Cookie_IsHttpOnly()
    {
        var cookie = Client.Cookies.GetAllCookies().Single(c => c.Name == "sightglass-session");

        Assert.True(cookie.HttpOnly);
    }

    [Fact]
    public async Task SignIn_Cookie_IsSameSiteStrict()
    {
        using var stranger = new UiClient(Host.Address);
        using var signedIn = await stranger.SignInAsync();

        var header = signedIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("sightglass-session=", StringComparison.Ordinal));
        Assert.Contains("samesite=strict", header, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Script_Stranger_IsAnswered401()
    {
        using var stranger = new UiClient(Host.Address);
        stranger.Http.DefaultRequestHeaders.Accept.Clear();
        using var refused = await stranger.Http.GetAsync(SessionPath + "/live");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Page_UserWasRemoved_IsSentToSignIn()
    {
        World.Access.Removed.Add(FakeAccess.Admin.Id);

        using var refused = await Client.Http.GetAsync("/debugger");

        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
        Assert.StartsWith("/login", refused.Headers.Location?.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logout_WithTheFormsToken_SignsOut()
    {
        var form = UiClient.Form(await Client.PageAsync("/debugger"), "form[action='/logout']");

        using var signedOut = await Client.Http.PostAsync("/logout", new FormUrlEncodedContent(form));
        using var after = await Client.Http.GetAsync("/debugger");

        Assert.Equal("/login", signedOut.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task Logout_WithoutTheFormsToken_IsRefused()
    {
        using var refused = await Client.Http.PostAsync("/logout", new FormUrlEncodedContent([]));
        using var after = await Client.Http.GetAsync("/debugger");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }
}
