using Azure.Data.Tables;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Tests.Storage;

public sealed class DocumentRowTests
{
    [Fact]
    public void For_SurrogatePairAtTheCut_StaysWhole()
    {
        var content = new string('x', 29_999) + "😀" + new string('y', 40_000);

        var entity = Entity(DocumentRow.For("p", new Document("k", content)));

        var chunks = new[] { entity.GetString("C0"), entity.GetString("C1"), entity.GetString("C2") };
        Assert.Equal(29_999, chunks[0].Length);
        Assert.All(chunks, chunk => Assert.False(char.IsHighSurrogate(chunk[^1]) || char.IsLowSurrogate(chunk[0]) || chunk.Length > 30_000));
        Assert.Equal(content, DocumentRow.Read(entity).Content);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("{\"a\":\"b\\\"c\"}")]
    [InlineData("<&>'+`é漢😀\n\t\u0001\u007f")]
    public void PayloadBytes_AnyContent_IsNoLessThanWhatTheSdkSends(string content)
    {
        var many = string.Concat(Enumerable.Repeat(content, 3_000));

        var row = DocumentRow.For("p", new Document("k", many));

        Assert.True(row.PayloadBytes >= JsonSerializer.SerializeToUtf8Bytes(many).Length);
    }

    [Fact]
    public void Transactions_LimitsOfTheService_CutTheRows()
    {
        Document[] many = [.. Enumerable.Range(0, 250).Select(i => new Document($"{i}", "x"))];
        Assert.Equal([100, 100, 50], DocumentRow.Transactions("p", many).Select(t => t.Count));

        Document[] large = [.. Enumerable.Range(0, 8).Select(i => new Document($"{i}", new string('"', 200_000)))];
        Assert.Equal([2, 2, 2, 2], DocumentRow.Transactions("p", large).Select(t => t.Count));
    }

    private static TableEntity Entity(DocumentRow row) => (TableEntity)row.Action.Entity;
}
