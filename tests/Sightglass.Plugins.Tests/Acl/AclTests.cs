using Sightglass.Plugins.Acl;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Acl;

public sealed class AclTests
{
    [Theory]
    [InlineData("""{"allow":["gold","silver"]}""", "gold", null)]
    [InlineData("""{"allow":["gold"]}""", "bronze", 403)]
    [InlineData("""{"allow":["gold"]}""", "", 403)]
    [InlineData("""{"deny":["bronze"]}""", "gold", null)]
    [InlineData("""{"deny":["bronze"]}""", "gold,bronze", 403)]
    [InlineData("""{"deny":["bronze"]}""", "", null)]
    public async Task Access_Consumer_IsDecidedByGroups(string config, string groups, int? status)
    {
        var context = Context(groups);

        await PluginFactory.Create(new AclPlugin(), config).AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
        Assert.Equal(status is null ? null : "You cannot consume this service", context.ErrorMessage);
    }

    [Theory]
    [InlineData("""{"allow":["gold"]}""", "gold, dev")]
    [InlineData("""{"allow":["gold"],"hide_groups_header":true}""", "")]
    public async Task Access_LetIn_TellsTheUpstreamTheGroups(string config, string header)
    {
        var context = Context("gold,dev");
        context.ServiceRequest.SetHeader("X-Consumer-Groups", "forged");

        await PluginFactory.Create(new AclPlugin(), config).AccessAsync(context);

        Assert.Equal(header, context.ServiceRequest.GetHeader("X-Consumer-Groups").ToString());
    }

    [Fact]
    public async Task Access_Nobody_Is401()
    {
        var context = new FakePluginContext();

        await PluginFactory.Create(new AclPlugin(), """{"allow":["gold"]}""").AccessAsync(context);

        Assert.Equal(401, context.ExitStatus);
        Assert.Equal("Unauthorized", context.ErrorMessage);
    }

    [Fact]
    public async Task Access_AuthenticatedGroups_CountWithoutCredential()
    {
        var context = new FakePluginContext();
        context.Items["authenticated_groups"] = new List<string> { "gold", "eu" };

        await PluginFactory.Create(new AclPlugin(), """{"allow":["gold"]}""").AccessAsync(context);

        Assert.False(context.HasExited);
        Assert.Equal("gold, eu", context.ServiceRequest.GetHeader("X-Authenticated-Groups"));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, 403)]
    public async Task Access_ConsumerAndAuthenticatedGroups_DependsOnConfiguration(bool always, int? status)
    {
        var context = new FakePluginContext();
        var consumer = context.Consumers.Add("ann", "gold");
        context.Client.Authenticate(consumer, new(Guid.NewGuid(), "keyauth_credentials", "k", []));
        context.Items["authenticated_groups"] = new List<string> { "bronze" };

        await PluginFactory.Create(new AclPlugin(), $$"""{"allow":["gold"],"always_use_authenticated_groups":{{(always ? "true" : "false")}}}""").AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
    }

    [Theory]
    [InlineData("{}", "exactly one of", "at least one of")]
    [InlineData("""{"allow":["a"],"deny":["b"]}""", "exactly one of")]
    public void Schema_NeitherOrBothLists_IsRefused(string config, params string[] problems) => Assert.Equal(
        problems.Select(problem => $"{problem} these fields must be non-empty: 'config.allow', 'config.deny'"),
        PluginFactory.Problems(new AclPlugin(), config));

    [Theory]
    [InlineData("allow", true, 403)]
    [InlineData("allow", false, 401)]
    [InlineData("deny", true, null)]
    public async Task Access_ConsumerWithoutGroups_IsToldByHowItCame(string list, bool hasCredential, int? status)
    {
        var context = new FakePluginContext();
        var consumer = context.Consumers.Add("ann");
        context.Client.Authenticate(consumer, hasCredential ? new(Guid.NewGuid(), "keyauth_credentials", "k", []) : null);

        await PluginFactory.Create(new AclPlugin(), $$"""{"{{list}}":["gold"]}""").AccessAsync(context);

        Assert.Equal(status, context.ExitStatus);
        Assert.Equal(status is null ? 1 : 0, context.ServiceRequest.GetHeader("X-Consumer-Groups").Count);
    }

    private static FakePluginContext Context(string groups)
    {
        var context = new FakePluginContext();
        var consumer = context.Consumers.Add("ann", groups.Split(',', StringSplitOptions.RemoveEmptyEntries));
        context.Client.Authenticate(consumer, new(Guid.NewGuid(), "keyauth_credentials", "k", []));
        return context;
    }
}
