using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Tests.Store;

public sealed class EntitySetListTests
{
    private readonly EntitySet _set;

    public EntitySetListTests()
    {
        var set = EntitySet.Empty(TestPlugins.Validator());
        string[] tags = ["['red', 'round']", "['red']", "['round']", "null", "['blue']"];
        for (var i = 0; i < tags.Length; i++)
        {
            set = set.Insert(EntityTypes.Consumers, Json.Of($"{{'username': 'c{i}', 'custom_id': 'id{i}', 'tags': {tags[i]}}}")).Set!;
        }

        _set = set;
    }

    [Fact]
    public void List_Pages_VisitsEveryEntityOnceInOrder()
    {
        var seen = new List<Guid>();
        string? offset = null;
        do
        {
            var page = _set.List(EntityTypes.Consumers, new ListQuery { Size = "2", Offset = offset });
            seen.AddRange(page.Items.Select(e => e.Id));
            offset = page.Offset;
        }
        while (offset is not null);

        Assert.Equal(_set.All(EntityTypes.Consumers).Select(e => e.Id), seen);
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public void ListTags_InPages_VisitsEveryTagOnceInOrder()
    {
        var seen = new List<string>();
        string? offset = null;
        do
        {
            var page = _set.ListTags(null, new ListQuery { Size = "2", Offset = offset });
            Assert.True(page.Succeeded);
            seen.AddRange(page.Items.Select(t => t.Tag));
            offset = page.Offset;
        }
        while (offset is not null);

        Assert.Equal(["blue", "red", "red", "round", "round"], seen);
        Assert.Equal(2, _set.ListTags("red", new ListQuery()).Items.Length);
        Assert.Empty(_set.ListTags("re", new ListQuery()).Items);
    }

    [Theory]
    [InlineData("a,b", null, null, 11)]
    [InlineData(null, "0", null, 9)]
    [InlineData(null, null, "!", 7)]
    [InlineData(null, null, "YQ==", 7)]
    public void ListTags_BadQuery_IsRefused(string? tag, string? size, string? offset, int code) =>
        Assert.Equal(code, _set.ListTags(tag, new ListQuery { Size = size, Offset = offset }).Error!.Code);

    [Fact]
    public void List_EntityOfOffsetDeleted_GoesOnAfterIt()
    {
        var first = _set.List(EntityTypes.Consumers, new ListQuery { Size = "2" });
        var third = _set.All(EntityTypes.Consumers).ElementAt(2);
        var set = _set.Delete(EntityTypes.Consumers, third.Id.ToString()).Set!;

        var page = set.List(EntityTypes.Consumers, new ListQuery { Size = "2", Offset = first.Offset });

        Assert.Equal(_set.All(EntityTypes.Consumers).Skip(3).Select(e => e.Id), page.Items.Select(e => e.Id));
        Assert.Null(page.Offset);
    }

    [Theory]
    [InlineData("red", "c0 c1")]
    [InlineData("red,round", "c0")]
    [InlineData("red/round", "c0 c1 c2")]
    [InlineData("green", "")]
    public void List_Tags_FiltersByAllOrAny(string tags, string expected)
    {
        var page = _set.List(EntityTypes.Consumers, new ListQuery { Tags = tags });

        Assert.Equal(expected, string.Join(' ', page.Items.Select(e => e.Key!).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("a,b/c", "invalid option (tags: invalid filter syntax)")]
    [InlineData("", "invalid option (tags: cannot be null)")]
    [InlineData("a,b,c,d,e,f", "invalid option (tags: cannot query more than 5 tags)")]
    public void List_BadTags_IsInvalidOption(string tags, string message)
    {
        var error = _set.List(EntityTypes.Consumers, new ListQuery { Tags = tags }).Error!;

        Assert.Equal((11, message), (error.Code, error.Message));
        Assert.True(error.ToJson().ContainsKey("options"));
    }

    [Theory]
    [InlineData("0", "size must be an integer between 1 and 1000")]
    [InlineData("1001", "size must be an integer between 1 and 1000")]
    [InlineData("1.5", "size must be an integer between 1 and 1000")]
    [InlineData("ten", "size must be a number")]
    public void List_BadSize_IsInvalidSize(string size, string message)
    {
        var error = _set.List(EntityTypes.Consumers, new ListQuery { Size = size }).Error!;

        Assert.Equal((9, message), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("x", "'x' is not a valid offset: bad base64 encoding")]
    [InlineData("eA==", "'eA==' is not a valid offset: bad json encoding")]
    public void List_BadOffset_IsInvalidOffset(string offset, string message)
    {
        var error = _set.List(EntityTypes.Consumers, new ListQuery { Offset = offset }).Error!;

        Assert.Equal((7, message), (error.Code, error.Message));
    }

    [Fact]
    public void List_ByCustomId_GivesOneOrNone()
    {
        var one = _set.List(EntityTypes.Consumers, new ListQuery { Where = new Dictionary<string, string> { ["custom_id"] = "id3" } });
        var none = _set.List(EntityTypes.Consumers, new ListQuery { Where = new Dictionary<string, string> { ["custom_id"] = "id9" } });

        Assert.Equal("c3", Assert.Single(one.Items).Key);
        Assert.Empty(none.Items);
    }

    [Fact]
    public void Next_WithTagsAndSize_CarriesThem()
    {
        var query = new ListQuery { Size = "1", Tags = "red/round" };
        var page = _set.List(EntityTypes.Consumers, query);

        Assert.Equal($"/consumers?offset={Uri.EscapeDataString(page.Offset!)}&tags=red%2Fround&size=1", page.Next("/consumers", query));
    }
}
