namespace Sightglass.Gateway.Tests.Admin;

public sealed class EntityStoreTests
{
    [Fact]
    public async Task Entities_AfterRestart_AreTheSame()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", """{"name": "s1", "host": "h", "tags": ["a"]}""");
        await admin.CreatedAsync("/services/s1/routes", """{"name": "r1", "paths": ["/a"], "headers": {"x": ["1"]}}""");
        await admin.CreatedAsync("/consumers", """{"username": "u"}""");
        await admin.CreatedAsync("/consumers/u/basic-auth", """{"username": "b", "password": "secret"}""");
        await admin.CreatedAsync("/plugins", """{"name": "limiter", "config": {"minute": 3}}""");
        var before = (await admin.GetAsync("/config")).Text;
        await admin.StopAsync();

        await using var again = await AdminFixture.StartAsync(dataDirectory: admin.DataDirectory);

        Assert.Equal(before, (await again.GetAsync("/config")).Text);
        Assert.DoesNotContain("secret", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_OfEntities_IsTheOwnersOnly()
    {
        await using var admin = await AdminFixture.StartAsync();

        // A file that a crash has left behind must not decide the permissions.
        await File.WriteAllTextAsync(Path.Combine(admin.DataDirectory, "entities.json.new"), "{");
        await admin.CreatedAsync("/services", """{"host": "h"}""");

        var file = Assert.Single(Directory.GetFiles(admin.DataDirectory));
        Assert.Equal("entities.json", Path.GetFileName(file));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task File_Damaged_StopsTheStartAndSaysWhere()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(admin.DataDirectory, "entities.json"), """{"_format_version": "3.0", "services": [{"name": "s1"}]}""");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => AdminFixture.StartAsync(dataDirectory: admin.DataDirectory));

        Assert.Contains("services[0].host: required field missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_AtOnce_AreAllDone()
    {
        await using var admin = await AdminFixture.StartAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => admin.PostAsync("/services", $$"""{"name": "s{{i}}", "host": "h"}""")));

        Assert.All(replies, r => Assert.Equal(201, r.Status));
        Assert.Equal(20, admin.Target.Configuration.Services.Length);
        Assert.Equal(20, (await admin.GetAsync("/services")).Data.Count);
    }

    [Fact]
    public async Task Writes_OfOneName_LeaveOne()
    {
        await using var admin = await AdminFixture.StartAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => admin.PostAsync("/services", """{"name": "s", "host": "h"}""")));

        Assert.Equal(1, replies.Count(r => r.Status == 201));
        Assert.Equal(9, replies.Count(r => r.Status == 409));
    }

    [Fact]
    public async Task Write_FileCannotBeReplaced_IsUndone()
    {
        await using var admin = await AdminFixture.StartAsync();
        await admin.CreatedAsync("/services", """{"name": "s1", "host": "h"}""");
        var file = Path.Combine(admin.DataDirectory, "entities.json");
        File.Delete(file);
        Directory.CreateDirectory(Path.Combine(file, "in the way"));

        var reply = await admin.PostAsync("/services", """{"name": "s2", "host": "h"}""");

        Assert.Equal(500, reply.Status);
        Assert.Equal("s1", Assert.Single(admin.Target.Configuration.Services).Name);
        Assert.Equal("s1", Assert.Single((await admin.GetAsync("/services")).Data)!["name"]!.GetValue<string>());
    }
}
