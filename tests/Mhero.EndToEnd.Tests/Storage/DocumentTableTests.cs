using Mhero.Core.Storage.Tables;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Storage;

[Collection(StorageTestGroup.Name)]
public sealed class DocumentTableTests(AzuriteFixture fixture) : IDisposable
{
    private readonly StorageApp _app = new(fixture.ConnectionString);

    public static TheoryData<string> OddKeys =>
    [
        "Practitioner/123", "a\\b", "a#b?c%d%2F", "tab\there\u0001\u007f\u0085", "it's", "!21", "Zoë Ünïcode 漢字 😀", "a&b=c+d e",
        "tel:+250788123123", "..", " leading and trailing ", "\"quoted\"", "<x>;,(y)|~{}", new string('k', 500),
    ];

    private DocumentTable Table => _app.Table;

    [Fact]
    public async Task FindAsync_NothingThere_ReturnsNull() => Assert.Null(await Table.FindAsync("p", "k"));

    [Fact]
    public async Task WriteAsync_NewDocument_IsFoundWithTheVersionReturned()
    {
        var versions = await Table.WriteAsync("p", [new Document("k", """{"a":1}""")]);

        var found = await Table.FindAsync("p", "k");
        Assert.Equal(new Document("k", """{"a":1}""", versions["k"]), found);
        Assert.Null(await Table.FindAsync("other", "k"));
    }

    [Theory]
    [MemberData(nameof(OddKeys))]
    public async Task AllMethods_OddKeysAndPartitions_FindTheirDocument(string key)
    {
        Assert.NotNull(await Table.TryAddAllAsync(key, [new Document(key, "1"), new Document("plain", "x")]));
        Assert.Equal("1", (await Table.FindAsync(key, key))?.Content);
        Assert.Equal([key], (await Table.FindManyAsync(key, [key, key + key[..1]])).Keys);

        var scanned = await Table.ScanAsync(key, key).ToListAsync();
        Assert.Equal(key, Assert.Single(scanned).Key);

        var version = scanned[0].Version;
        Assert.NotNull((await Table.WriteAsync(key, [new Document(key, "2", version)]))[key]);
        Assert.Null((await Table.WriteAsync(key, [new Document(key, "3", version)]))[key]);
        Assert.Equal("2", (await Table.FindAsync(key, key))?.Content);

        await Table.DeleteAsync(key, [key]);
        Assert.Equal(["plain"], await Table.ScanKeysAsync(key).ToListAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(29_999)]
    [InlineData(30_001)]
    [InlineData(95_000)]
    [InlineData(Document.MaxContentLength)]
    public async Task WriteAsync_ContentOfAnySize_ComesBackWhole(int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            text.Append("ab\"é😀\n");
        }

        var content = text.ToString(0, length);
        if (length > 0 && char.IsHighSurrogate(content[^1]))
        {
            content = content[..^1] + "x";
        }

        await Table.WriteAsync("p", [new Document("k", content)]);

        Assert.Equal(content, (await Table.FindAsync("p", "k"))?.Content);
    }

    [Fact]
    public async Task WriteAsync_ContentShorterThanBefore_LeavesNothingOfTheOld()
    {
        var version = (await Table.WriteAsync("p", [new Document("k", new string('x', 70_000))]))["k"];

        await Table.WriteAsync("p", [new Document("k", "short", version)]);

        Assert.Equal("short", (await Table.FindAsync("p", "k"))?.Content);
    }

    [Fact]
    public async Task WriteAsync_ContentTooLong_SaysSoAndWritesNothing()
    {
        var documents = new[] { new Document("a", "x"), new Document("b", new string('x', Document.MaxContentLength + 1)) };

        var e = await Assert.ThrowsAsync<ArgumentException>(() => Table.WriteAsync("p", documents));

        Assert.Contains("'b'", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Table.CountAsync("p"));
    }

    [Fact]
    public async Task Writes_SameKeyTwice_AreRefusedAsAnArgument()
    {
        Document[] documents = [new("a", "1"), new("b", "1"), new("a", "2")];

        await Assert.ThrowsAsync<ArgumentException>(() => Table.WriteAsync("p", documents));
        await Assert.ThrowsAsync<ArgumentException>(() => Table.TryAddAllAsync("p", documents));
        Assert.Equal(0, await Table.CountAsync("p"));
    }

    [Fact]
    public async Task WriteAsync_EachConditionThatFails_IsRefusedAndTheRestWritten()
    {
        var first = await Table.WriteAsync("p", [new Document("same", "1"), new Document("changed", "1"), new Document("gone", "1")]);
        await Table.WriteAsync("p", [new Document("changed", "2", first["changed"])]);
        await Table.DeleteAsync("p", ["gone"]);

        var written = await Table.WriteAsync("p",
        [
            new Document("changed", "3", first["changed"]),
            new Document("new", "3"),
            new Document("gone", "3", first["gone"]),
            new Document("same", "3", first["same"]),
            new Document("any", "3", Document.AnyVersion),
        ]);

        Assert.Equal(["changed", "gone"], written.Where(w => w.Value is null).Select(w => w.Key).Order());
        Assert.Equal(5, written.Count);
        var stored = (await Table.ScanAsync("p").ToListAsync()).ToDictionary(d => d.Key);
        Assert.Equal(["any", "changed", "new", "same"], stored.Keys.Order());
        Assert.Equal("2", stored["changed"].Content);
        Assert.All(["any", "new", "same"], key => Assert.Equal("3", stored[key].Content));
        Assert.All(["any", "new", "same"], key => Assert.Equal(written[key], stored[key].Version));
    }

    [Fact]
    public async Task WriteAsync_AnyVersion_OverwritesWhateverIsThere()
    {
        await Table.WriteAsync("p", [new Document("k", "1")]);
        var written = await Table.WriteAsync("p", [new Document("k", "2", Document.AnyVersion)]);

        Assert.Equal(new Document("k", "2", written["k"]), await Table.FindAsync("p", "k"));
    }

    [Fact]
    public async Task TryAddAllAsync_OneExists_AddsNone()
    {
        await Table.TryAddAllAsync("p", [new Document("b", "1")]);

        Assert.Null(await Table.TryAddAllAsync("p", [new Document("a", "2"), new Document("b", "2"), new Document("c", "2")]));

        var document = Assert.Single(await Table.ScanAsync("p").ToListAsync());
        Assert.Equal(("b", "1"), (document.Key, document.Content));
    }

    [Fact]
    public async Task TryAddAllAsync_SameContentAgain_IsStillRefused()
    {
        Document[] claim = [new("run-1", "{}")];

        Assert.NotNull(await Table.TryAddAllAsync("p", claim));
        Assert.Null(await Table.TryAddAllAsync("p", claim));
        Assert.Null((await Table.WriteAsync("p", claim))["run-1"]);
    }

    [Fact]
    public async Task TryAddAllAsync_ManyAtOnceFromTwoInstances_ExactlyOneWins()
    {
        using var duplicate = _app.Duplicate();
        for (var round = 0; round < 5; round++)
        {
            Document[] claim = [new($"x{round}", "{}"), new($"y{round}", "{}")];
            var results = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? Table : duplicate.Table).TryAddAllAsync("p", claim)));
            Assert.Single(results, r => r is not null);
        }
    }

    [Fact]
    public async Task DeleteAsync_SomeMissing_DeletesTheRest()
    {
        await Table.TryAddAllAsync("p", [.. Enumerable.Range(0, 150).Select(i => new Document($"k{i}", "x"))]);

        await Table.DeleteAsync("p", [.. Enumerable.Range(0, 149).SelectMany(i => new[] { $"k{i}", $"missing{i}", $"k{i}" })]);

        Assert.Equal(["k149"], await Table.ScanKeysAsync("p").ToListAsync());
        await Table.DeleteAsync("p", []);
        await Table.DeleteAsync("nowhere", ["k"]);
    }

    [Fact]
    public async Task TryDeleteAsync_ChangedMeanwhile_LeavesIt()
    {
        var version = (await Table.WriteAsync("p", [new Document("k", "1")]))["k"]!;
        var newer = (await Table.WriteAsync("p", [new Document("k", "2", version)]))["k"]!;

        Assert.False(await Table.TryDeleteAsync("p", "k", version));
        Assert.NotNull(await Table.FindAsync("p", "k"));
        Assert.True(await Table.TryDeleteAsync("p", "k", newer));
        Assert.Null(await Table.FindAsync("p", "k"));
        Assert.True(await Table.TryDeleteAsync("p", "k", newer));
    }

    [Fact]
    public async Task ScanAsync_Prefix_ReturnsOnlyItsKeysInOrder()
    {
        string[] keys = ["a", "ab", "ab/1", "ab/2", "ab0", "abc", "ac", "é1", "é2", "ê"];
        await Table.TryAddAllAsync("p", [.. keys.Select(k => new Document(k, "x"))]);

        Assert.Equal(keys.Order(StringComparer.Ordinal), (await Table.ScanAsync("p").ToListAsync()).Select(d => d.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["ab/1", "ab/2"], (await Table.ScanAsync("p", "ab/").ToListAsync()).Select(d => d.Key));
        Assert.Equal(["ab", "ab/1", "ab/2", "ab0", "abc"], (await Table.ScanAsync("p", "ab").ToListAsync()).Select(d => d.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["é1", "é2"], (await Table.ScanAsync("p", "é").ToListAsync()).Select(d => d.Key));
        Assert.Equal(["ab0", "abc"], await Table.ScanKeysAsync("p", "ab0", "ac").ToListAsync());
    }

    [Fact]
    public async Task Methods_TokenCancelled_StopAtOnceAndTheTableStaysUsable()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Table.FindAsync("p", "k", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Table.WriteAsync("p", [new Document("k", "1")], cancelled));

        Assert.Null(await Table.FindAsync("p", "k"));
    }

    public void Dispose() => _app.Dispose();
}
