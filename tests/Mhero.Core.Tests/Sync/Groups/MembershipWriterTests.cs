using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Groups.Batches;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Tests.RapidPro;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mhero.Core.Tests.Sync.Groups;

public sealed class MembershipWriterTests
{
    private static readonly Guid Group = new("99999999-9999-4999-8999-999999999999");
    private static readonly Guid First = new("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Second = new("22222222-2222-4222-8222-222222222222");

    [Fact]
    public async Task Write_RefusalThatIsNotAboutTheContacts_MarksNoContactAsBlocked()
    {
        var people = People();
        var server = new StubServer(StubServer.Json("""{"non_field_errors":["This group is managed by a query"]}""", 400));

        await Assert.ThrowsAsync<RapidProException>(() => WriteAsync(server, people));

        Assert.Empty(people.Changed);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Write_PageInsteadOfAnAnswer_NotesNoMembership()
    {
        var people = People();

        await Assert.ThrowsAsync<RapidProException>(() => WriteAsync(new StubServer(StubServer.Text("<html>Log in</html>", "text/html")), people));

        Assert.Empty(people.Changed);
    }

    [Fact]
    public async Task Write_RefusalForOneContact_AddsTheOther()
    {
        var people = People();
        var server = new StubServer(StubServer.Json($$"""{"non_field_errors":["Non-active contacts cannot be added to groups. Remove contacts: {{First}}"]}""", 400), StubServer.Json("", 204));

        await WriteAsync(server, people);

        Assert.False(people.Apply(First, people.Members[First]).Active);
        Assert.Equal([Group], people.Apply(Second, people.Members[Second]).Groups);
    }

    private static Task WriteAsync(StubServer server, BatchContacts people) =>
        new MembershipWriter(Clients.For(server, change: o => o.MaxRetries = 0), null!, NullLogger<MembershipWriter>.Instance).WriteAsync(
            new Work<GroupItem>(new GroupItem { Group = "rule|one", Members = [First, Second] }), new GroupRow { Uuid = Group, Name = "Nurses" }, people, CancellationToken.None);

    private static BatchContacts People() => new(
        new Dictionary<Guid, MemberRow> { [First] = new() { Worker = "Practitioner/1" }, [Second] = new() { Worker = "Practitioner/2" } },
        new Dictionary<string, WorkerGroupsRow> { ["Practitioner/1"] = new() { Wanted = ["rule|one"] }, ["Practitioner/2"] = new() { Wanted = ["rule|one"] } });
}
