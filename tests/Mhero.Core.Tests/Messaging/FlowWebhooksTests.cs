using Mhero.Core.Messaging;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Tests.Messaging;

/// <summary>The faults of a flow's calls to mHero.</summary>
public sealed class FlowWebhooksTests
{
    private static readonly Uri App = new("https://app.example.com");

    [Theory]
    [InlineData("https://app.example.com/api/rapidpro/webhook?code=k1", "s1", "")]
    [InlineData("https://app.example.com/api/rapidpro/lookup?code=k1&secret=s1", null, "")]
    [InlineData("https://app.example.com/api/rapidpro/webhook?code=k1", "@globals.secret", "")]
    [InlineData("https://other.example.com/hook", null, "")]
    [InlineData("https://app.example.com/api/rapidpro/webhook", "s1", "function key")]
    [InlineData("https://app.example.com/api/rapidpro/webhook?code=", "s1", "function key")]
    [InlineData("https://app.example.com/api/rapidpro/webhook?code=your-function-key", "s1", "function key")]
    [InlineData("https://app.example.com/api/rapidpro/webhook?code=k1", null, "no secret")]
    [InlineData("https://app.example.com/api/rapidpro/webhook?code=k1", "change-me-to-your-webhook-secret", "no secret")]
    [InlineData("https://app.example.com/api/rapidpro/webhook?code=k1", "old", "another secret")]
    [InlineData("https://elsewhere.example.com/api/rapidpro/webhook?code=k1", "s1", "and not app.example.com")]
    [InlineData("@globals.mhero/api/rapidpro/webhook?code=k1", "s1", "not an address")]
    public void Check_OneCall_FindsTheFault(string url, string? secret, string fault)
    {
        var faults = FlowWebhooks.Check(Flow(url, secret), App, "s1");

        if (fault.Length == 0)
        {
            Assert.Empty(faults);
        }
        else
        {
            Assert.Contains(fault, Assert.Single(faults), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Check_AddressOfAnExample_IsFoundWithoutTheAppsAddress() =>
        Assert.Contains("address of an example", Assert.Single(FlowWebhooks.Check(Flow("https://mhero.example.org/api/rapidpro/webhook?code=k1", "s1"), null, null)), StringComparison.Ordinal);

    private static FlowDefinition Flow(string url, string? secret)
    {
        var headers = secret is null ? "[]" : $$"""{"Content-Type":"application/json","x-mhero-secret":"{{secret}}","Depth":{"a":1} }""";
        var json = $$"""
            {"uuid":"50c3706e-fedb-42c0-8eab-dda3335714b7","name":"Report","spec_version":"13.1.0","language":"eng","type":"messaging","nodes":[
            {"uuid":"72a1f5df-49f9-45df-94c9-d86f7ea064e5","actions":[{"uuid":"9487a60e-a6ef-4a88-b35d-894bfe074144","type":"call_webhook","method":"POST","url":"{{url}}","headers":{{headers}} }],
            "exits":[{"uuid":"d7a36118-0a38-4b35-a7e4-ae89042f0d3c","destination_uuid":null}]}]}
            """;
        return Assert.Single(FlowExport.Read(System.Text.Encoding.UTF8.GetBytes(json)).Flows);
    }
}
