using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Mhero.Simulation.Tests.Storage;

/// <summary>What mHero relies on in tables and queues. Runs against memory and, from the end-to-end tests, against Azurite.</summary>
public abstract class StorageContract
{
    private const string Partition = "p";

    /// <summary>A client of a table that does not exist yet.</summary>
    protected abstract TableClient NewTable();

    /// <summary>A client of a queue that does not exist yet.</summary>
    /// <param name="name">Its name; null for a new one.</param>
    protected abstract QueueClient NewQueue(string? name = null);

    /// <summary>Lets time pass for the service until a condition holds.</summary>
    protected abstract Task UntilAsync(Func<Task<bool>> condition);

    [Fact]
    public async Task Table_ThatDoesNotExist_Is404()
    {
        var table = NewTable();

        var e = await Assert.ThrowsAsync<RequestFailedException>(async () =>
        {
            await foreach (var _ in table.QueryAsync<TableEntity>())
            {
            }
        });

        Assert.Equal((404, "TableNotFound"), (e.Status, e.ErrorCode));
    }

    [Fact]
    public async Task Create_Twice_IsHarmless()
    {
        var table = NewTable();

        await table.CreateIfNotExistsAsync();
        await table.CreateIfNotExistsAsync();
        var found = await table.GetEntityIfExistsAsync<TableEntity>(Partition, "none");

        Assert.False(found.HasValue);
    }

    [Fact]
    public async Task Add_ThenGet_ReturnsPropertiesAndETagOfTheTransaction()
    {
        var table = await TableAsync();

        var response = await table.SubmitTransactionAsync([Add("a", "one")]);
        var found = await table.GetEntityIfExistsAsync<TableEntity>(Partition, "a");

        Assert.Equal("one", found.Value!.GetString("C0"));
        Assert.Equal(Plain(Assert.Single(response.Value).Headers.ETag), Plain(found.Value.ETag));
    }

    [Fact]
    public async Task Add_Again_Is409WithTheIndex_AndNothingOfTheTransactionIsStored()
    {
        var table = await TableAsync("b");

        var e = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync([Add("a"), Add("b"), Add("c")]));

        Assert.Equal((409, "EntityAlreadyExists", 1), (e.Status, e.ErrorCode, e.FailedTransactionActionIndex));
        Assert.Equal(["b"], await KeysAsync(table));
    }

    [Fact]
    public async Task Update_WithAnOldETag_Is412WithTheIndex_AndNothingOfTheTransactionIsStored()
    {
        var table = await TableAsync("a");
        var old = (await table.GetEntityIfExistsAsync<TableEntity>(Partition, "a")).Value!.ETag;
        await table.SubmitTransactionAsync([Update("a", "two", old)]);

        var e = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync([Add("z"), Update("a", "three", old)]));

        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (e.Status, e.ErrorCode, e.FailedTransactionActionIndex));
        Assert.Equal("two", (await table.GetEntityIfExistsAsync<TableEntity>(Partition, "a")).Value!.GetString("C0"));
        Assert.Equal(["a"], await KeysAsync(table));
    }

    [Fact]
    public async Task Update_OfWhatIsNotThere_Is404WithTheIndex()
    {
        var table = await TableAsync("a");
        var etag = (await table.GetEntityIfExistsAsync<TableEntity>(Partition, "a")).Value!.ETag;

        var e = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync([Update("none", "x", etag)]));

        Assert.Equal((404, "ResourceNotFound", 0), (e.Status, e.ErrorCode, e.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task Update_ReplacesAllProperties()
    {
        var table = NewTable();
        await table.CreateIfNotExistsAsync();
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity(Partition, "a") { ["C0"] = "x", ["C1"] = "y" })]);

        await table.SubmitTransactionAsync([new(TableTransactionActionType.UpsertReplace, Entity("a", "z"))]);

        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>(Partition, "a")).Value!.ContainsKey("C1"));
    }

    [Fact]
    public async Task EveryWrite_ChangesTheETag()
    {
        var table = await TableAsync("a");
        var before = (await table.GetEntityIfExistsAsync<TableEntity>(Partition, "a")).Value!.ETag;

        await table.SubmitTransactionAsync([new(TableTransactionActionType.UpsertReplace, Entity("a", "a"))]);

        Assert.NotEqual(before, (await table.GetEntityIfExistsAsync<TableEntity>(Partition, "a")).Value!.ETag);
    }

    [Fact]
    public async Task Delete_OfWhatIsNotThere_Is404InATransaction_AndNothingAlone()
    {
        var table = await TableAsync("a");

        var e = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync([Delete("a"), Delete("none")]));
        await table.DeleteEntityAsync(Partition, "none", ETag.All);

        Assert.Equal((404, "ResourceNotFound", 1), (e.Status, e.ErrorCode, e.FailedTransactionActionIndex));
        Assert.Equal(["a"], await KeysAsync(table));
    }

    [Fact]
    public async Task Delete_WithAnOldETag_Is412_AndWithTheLastOneDeletes()
    {
        var table = await TableAsync("a");
        var old = (await table.GetEntityIfExistsAsync<TableEntity>(Partition, "a")).Value!.ETag;
        await table.SubmitTransactionAsync([Update("a", "two", old)]);

        var e = await Assert.ThrowsAsync<RequestFailedException>(() => table.DeleteEntityAsync(Partition, "a", old));
        await table.DeleteEntityAsync(Partition, "a", (await table.GetEntityIfExistsAsync<TableEntity>(Partition, "a")).Value!.ETag);

        Assert.Equal(412, e.Status);
        Assert.Empty(await KeysAsync(table));
    }

    [Fact]
    public async Task Transaction_WithARowTwice_Is400()
    {
        var table = await TableAsync();

        var e = await Assert.ThrowsAnyAsync<RequestFailedException>(() => table.SubmitTransactionAsync([Add("a"), Add("a")]));

        Assert.Equal((400, "InvalidDuplicateRow"), (e.Status, e.ErrorCode));
    }

    [Fact]
    public async Task Transaction_Of101_IsRefused_AndOf100IsDone()
    {
        var table = await TableAsync();

        // Azurite answers the batch with a status of its own, which the SDK cannot read.
        await Assert.ThrowsAnyAsync<Exception>(() => table.SubmitTransactionAsync(Enumerable.Range(0, 101).Select(n => Add($"k{n:000}"))));
        await table.SubmitTransactionAsync(Enumerable.Range(0, 100).Select(n => Add($"k{n:000}")));

        Assert.Equal(100, (await KeysAsync(table)).Count);
    }

    [Fact]
    public async Task Property_Over64KiB_Is400_AndOf64KiBIsStored()
    {
        var table = await TableAsync();

        var e = await Assert.ThrowsAnyAsync<RequestFailedException>(() => table.SubmitTransactionAsync([Add("a", new string('x', 32_769))]));
        await table.SubmitTransactionAsync([Add("b", new string('x', 32_760))]);

        Assert.Equal((400, "PropertyValueTooLarge"), (e.Status, e.ErrorCode));
        Assert.Equal(["b"], await KeysAsync(table));
    }

    [Fact]
    public async Task Query_Partition_ReturnsItsRowsByRowKey_InOrdinalOrder()
    {
        var table = await TableAsync("b", "a", "B", "10", "9", "é", "~");
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("other", "a"))]);

        Assert.Equal(new[] { "10", "9", "B", "a", "b", "~", "é" }, await KeysAsync(table));
    }

    [Fact]
    public async Task Query_Range_TakesTheFirstAndLeavesTheEnd()
    {
        var table = await TableAsync("a", "b", "c", "d", "it's");

        var found = await KeysAsync(table, TableClient.CreateQueryFilter($"PartitionKey eq {Partition}") + " and " + TableClient.CreateQueryFilter($"RowKey ge {"b"}") + " and " + TableClient.CreateQueryFilter($"RowKey lt {"d"}"));
        var quoted = await KeysAsync(table, TableClient.CreateQueryFilter($"PartitionKey eq {Partition}") + " and " + TableClient.CreateQueryFilter($"RowKey ge {"it's"}"));

        Assert.Equal(["b", "c"], found);
        Assert.Equal(["it's"], quoted);
    }

    [Fact]
    public async Task Query_InPages_ContinuesAfterTheLastKey_ThoughRowsComeAndGo()
    {
        var table = await TableAsync("a", "b", "c", "d", "e");
        var seen = new List<string>();
        string? token = null;
        do
        {
            await foreach (var page in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), maxPerPage: 2).AsPages(token))
            {
                seen.AddRange(page.Values.Select(v => v.RowKey));
                token = page.ContinuationToken;
                break;
            }

            if (seen.Count == 2)
            {
                await table.SubmitTransactionAsync([Delete("a"), Delete("d"), Add("f")]);
            }
        }
        while (token is not null);

        Assert.Equal(["a", "b", "c", "e", "f"], seen);
    }

    [Fact]
    public async Task Query_Select_ReturnsTheColumnAlone()
    {
        var table = await TableAsync("a");

        var found = new List<TableEntity>();
        await foreach (var entity in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), select: ["RowKey"]))
        {
            found.Add(entity);
        }

        Assert.Equal("a", Assert.Single(found).RowKey);
        Assert.False(found[0].ContainsKey("C0"));
    }

    [Fact]
    public async Task Queue_ThatDoesNotExist_Is404()
    {
        var queue = NewQueue();

        var e = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("x"));

        Assert.Equal((404, "QueueNotFound"), (e.Status, e.ErrorCode));
    }

    [Theory]
    [InlineData("not a queue name!")]
    [InlineData("Contacts")]
    [InlineData("two--hyphens")]
    [InlineData("ends-")]
    [InlineData("ab")]
    public async Task Queue_WithANameThatCannotBe_Is400(string name)
    {
        var queue = NewQueue(name);

        Assert.Equal(400, (await Assert.ThrowsAsync<RequestFailedException>(() => queue.CreateIfNotExistsAsync())).Status);
        Assert.Equal(400, (await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("x"))).Status);
    }

    [Fact]
    public async Task Message_Received_IsHiddenAndCounted_AndComesAgainWithANewReceipt()
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync("text", null, TimeSpan.FromSeconds(-1));

        var first = Assert.Single((await queue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(1))).Value);
        var hidden = (await queue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(1))).Value;
        var count = (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCountLong;
        var again = await ReceiveAsync(queue);

        Assert.Equal("text", first.Body.ToString());
        Assert.Equal(1, first.DequeueCount);
        Assert.Empty(hidden);
        Assert.Equal(1, count);
        Assert.Equal((first.MessageId, 2L), (again.MessageId, again.DequeueCount));
        Assert.NotEqual(first.PopReceipt, again.PopReceipt);
    }

    [Fact]
    public async Task Delete_WithALapsedReceipt_IsRefused_AndTheMessageStays()
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync("text");
        var first = Assert.Single((await queue.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(1))).Value);
        var again = await ReceiveAsync(queue);

        var e = await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteMessageAsync(first.MessageId, first.PopReceipt));
        await queue.DeleteMessageAsync(again.MessageId, again.PopReceipt);
        var gone = await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteMessageAsync(again.MessageId, again.PopReceipt));

        Assert.True(e.Status is 400 or 404, $"{e.Status} {e.ErrorCode}");
        Assert.Equal((404, "MessageNotFound"), (gone.Status, gone.ErrorCode));
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCountLong);
    }

    [Fact]
    public async Task Update_Renews_AndReleases()
    {
        var queue = await QueueAsync();
        await queue.SendMessageAsync("text");
        var message = Assert.Single((await queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(5))).Value);

        var renewed = (await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.FromMinutes(5))).Value;
        Assert.Empty((await queue.ReceiveMessagesAsync(1)).Value);
        await queue.UpdateMessageAsync(message.MessageId, renewed.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        var again = await ReceiveAsync(queue);

        Assert.NotEqual(message.PopReceipt, renewed.PopReceipt);
        Assert.Equal("text", again.Body.ToString());
    }

    [Fact]
    public async Task Message_SentWithADelay_IsCountedAndComesLater()
    {
        var queue = await QueueAsync();

        await queue.SendMessageAsync("later", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(-1));
        var peeked = (await queue.PeekMessageAsync()).Value;
        var count = (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCountLong;

        Assert.Null(peeked);
        Assert.Equal(1, count);
        Assert.Equal("later", (await ReceiveAsync(queue)).Body.ToString());
    }

    [Fact]
    public async Task Message_Of48KiB_IsTaken_AndAboveIsRefused()
    {
        var queue = await QueueAsync();

        await queue.SendMessageAsync(new string('x', 48 * 1024));
        await Assert.ThrowsAnyAsync<Exception>(() => queue.SendMessageAsync(new string('x', (48 * 1024) + 3)));

        Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCountLong);
    }

    private static TableEntity Entity(string key, string content) => new(Partition, key) { ["C0"] = content };

    private static TableTransactionAction Add(string key, string content = "x") => new(TableTransactionActionType.Add, Entity(key, content));

    private static TableTransactionAction Update(string key, string content, ETag etag) => new(TableTransactionActionType.UpdateReplace, Entity(key, content), etag);

    private static TableTransactionAction Delete(string key) => new(TableTransactionActionType.Delete, new TableEntity(Partition, key), ETag.All);

    // A service may escape the colons of its date in one of header and body.
    private static string Plain(ETag? etag) => Uri.UnescapeDataString(etag.ToString()!);

    private static async Task<List<string>> KeysAsync(TableClient table, string? filter = null)
    {
        var keys = new List<string>();
        await foreach (var entity in table.QueryAsync<TableEntity>(filter ?? TableClient.CreateQueryFilter($"PartitionKey eq {Partition}")))
        {
            keys.Add(entity.RowKey);
        }

        return keys;
    }

    private async Task<TableClient> TableAsync(params string[] keys)
    {
        var table = NewTable();
        await table.CreateIfNotExistsAsync();
        if (keys.Length > 0)
        {
            await table.SubmitTransactionAsync(keys.Select(k => Add(k)));
        }

        return table;
    }

    private async Task<QueueClient> QueueAsync()
    {
        var queue = NewQueue();
        await queue.CreateIfNotExistsAsync();
        return queue;
    }

    private async Task<QueueMessage> ReceiveAsync(QueueClient queue)
    {
        QueueMessage? message = null;
        await UntilAsync(async () => (message = (await queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(1))).Value.FirstOrDefault()) is not null);
        return message!;
    }
}
