using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Requests;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging.Requests;

/// <summary>The flow that a payload names, however it does.</summary>
public sealed class FlowFinderTests
{
    [Theory]
    [InlineData("4b2c1a55-0d7f-4f0e-9a3b-000000000001", 1)]
    [InlineData("urn:uuid:4b2c1a55-0d7f-4f0e-9a3b-000000000001", 1)]
    [InlineData(" weekly REPORT ", 1)]
    [InlineData("http://example.org/by-uuid", 1)]
    [InlineData("http://example.org/by-name|3", 1)]
    [InlineData("Questionnaire/by-name", 1)]
    [InlineData("Basic/by-uuid", 1)]
    [InlineData("Basic/4b2c1a55-0d7f-4f0e-9a3b-000000000001", 1)]
    [InlineData("Renamed/x", 4)]
    public async Task Find_Text_IsTheFlow(string text, int flow)
    {
        using var world = World();

        Assert.Equal((FlowWorld.FlowOf(flow), null), await FindAsync(world, null, text));
    }

    [Theory]
    [InlineData("4b2c1a55-0d7f-4f0e-9a3b-000000000009", MessagingCodes.UnknownFlow, "no flow with the UUID")]
    [InlineData("Monthly", MessagingCodes.UnknownFlow, "no flow named 'Monthly'")]
    [InlineData("Twice", MessagingCodes.AmbiguousFlow, "2 flows named 'Twice'")]
    [InlineData("Old", MessagingCodes.UnknownFlow, "has archived the flow")]
    [InlineData("http://example.org/none", MessagingCodes.UnknownFlow, "leads to no flow")]
    [InlineData("http://example.org/without", MessagingCodes.UnknownFlow, "leads to no flow")]
    [InlineData("Questionnaire/without", MessagingCodes.UnknownFlow, "leads to no flow")]
    [InlineData("Questionnaire/none", MessagingCodes.UnknownFlow, "leads to no flow")]
    [InlineData("Basic/none", MessagingCodes.UnknownFlow, "leads to no flow")]
    public async Task Find_TextOfNoFlow_IsAFault(string text, string code, string why)
    {
        using var world = World();

        var (flow, fault) = await FindAsync(world, null, text);

        Assert.Equal((null, code, "p"), (flow, fault!.Code, fault.Path));
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Questionnaire/by-uuid", null, null, 1)]
    [InlineData("Basic/by-uuid/_history/2", null, null, 1)]
    [InlineData(null, MheroSystems.FlowName, "Weekly Report", 1)]
    [InlineData(null, MheroSystems.FlowUuid, "4b2c1a55-0d7f-4f0e-9a3b-000000000001", 1)]
    [InlineData(" ", MheroSystems.FlowName, "Weekly Report", 1)]
    [InlineData(null, MheroSystems.FlowUuid, "Weekly Report", null)]
    [InlineData(null, MheroSystems.FlowName, " ", null)]
    [InlineData(null, "http://example.org", "Weekly Report", null)]
    [InlineData(null, null, null, null)]
    [InlineData("Weekly Report", null, null, null)]
    [InlineData("Practitioner/1", null, null, null)]
    [InlineData("Basic/a_b", null, null, null)]
    public async Task Find_Reference_IsTheFlow(string? reference, string? system, string? value, int? flow)
    {
        using var world = World();

        var (found, fault) = await FindAsync(world, new ResourceReference(reference) { Identifier = value is null ? null : new Identifier(system, value) }, null);

        Assert.Equal((flow is { } number ? FlowWorld.FlowOf(number) : (Guid?)null, flow is null ? MessagingCodes.UnknownFlow : null), (found, fault?.Code));
    }

    [Fact]
    public async Task Accept_Flow_IsStartedWithItsParameters()
    {
        using var world = World();
        world.Registry.Put($$"""{"resourceType":"Practitioner","id":"p","telecom":[{"system":"phone","value":"+250788000101"}]}""");
        var request = $$"""
            {"resourceType":"CommunicationRequest","status":"active","recipient":[{"reference":"Practitioner/p"}],"payload":[{"contentAttachment":{"title":"Weekly Report"} }],
             "extension":[{"url":"{{MheroSystems.FlowParameter}}","extension":[{"url":"name","valueString":"week"},{"url":"value","valueString":"W10"}]}]}
            """;

        var (id, _) = await world.Registry.Get<RequestReceiver>().AcceptAsync(request, "k");

        var row = (await world.Registry.Get<Core.Messaging.Outbox.OutboxTable>().FindRequestAsync(id!.Value, CancellationToken.None))!.Value.Row;
        Assert.Equal((FlowWorld.FlowOf(1), "W10", 1), (row.Content.Flow, row.Content.Parameters["week"], row.Recipients));

        var (refused, outcome) = await world.Registry.Get<RequestReceiver>().AcceptAsync(request.Replace("Weekly Report", "Twice", StringComparison.Ordinal), "k2");
        Assert.Null(refused);
        Assert.Equal((MessagingCodes.AmbiguousFlow, "CommunicationRequest.payload[0].content.title"), (Assert.Single(outcome.Issue).Details!.Coding[0].Code, outcome.Issue[0].Expression.Single()));
    }

    private static FlowWorld World()
    {
        var world = new FlowWorld();
        world.Add(1, "Weekly Report");
        world.Add(2, "Twice");
        world.Add(3, "twice");
        world.Add(4, "Renamed/x");
        world.Add(5, "Old", true);
        var uuid = $$"""{"system":"{{MheroSystems.FlowUuid}}","value":"{{FlowWorld.FlowOf(1)}}"}""";
        world.Registry.Put(
            $$"""{"resourceType":"Questionnaire","id":"by-uuid","url":"http://example.org/by-uuid","status":"active","identifier":[{"system":"{{MheroSystems.FlowName}}","value":"Twice"},{{uuid}}]}""",
            $$"""{"resourceType":"Questionnaire","id":"by-name","url":"http://example.org/by-name","status":"active","identifier":[{"system":"{{MheroSystems.FlowUuid}}","value":"x"},{"system":"{{MheroSystems.FlowName}}","value":"Weekly report"}]}""",
            """{"resourceType":"Questionnaire","id":"without","url":"http://example.org/without","status":"active"}""",
            $$"""{"resourceType":"Basic","id":"by-uuid","code":{"text":"x"},"identifier":[{{uuid}}]}""");
        return world;
    }

    private static Task<(Guid? Flow, RequestFault? Fault)> FindAsync(FlowWorld world, ResourceReference? reference, string? text) =>
        world.Registry.Get<FlowFinder>().FindAsync(reference, text, "p", CancellationToken.None);
}
