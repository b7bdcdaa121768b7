using Mhero.MemoryFhir;

namespace Mhero.Simulation.Tests.Registry;

/// <summary>What the simulation and the benches expect of the FHIR server in memory.</summary>
public sealed class FhirServerTests
{
    private const string Root = "http://registry.example.org/fhir/";

    private DateTimeOffset _now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Search_SeveralPages_ShowsEachResourceOnceAndAsItIsByThen()
    {
        var server = Server();
        var ids = Enumerable.Range(0, 25).Select(i => server.Add(Worker($"E{i}"))).ToList();

        var first = Get(server, "Practitioner?active=true&_count=20");
        _now += TimeSpan.FromMinutes(1);
        server.Edit("Practitioner", ids[24], w => w["gender"] = "female");
        server.Handle(new FhirCall("DELETE", "Practitioner/" + ids[23]));
        var second = Get(server, (string)first["link"]![0]!["url"]!);

        Assert.Equal(20, first["entry"]!.AsArray().Count);
        Assert.Equal(4, second["entry"]!.AsArray().Count);
        Assert.Null(second["link"]);
        Assert.Equal("female", (string?)second["entry"]!.AsArray().Single(e => (string?)e!["resource"]!["id"] == ids[24])!["resource"]!["gender"]);
    }

    [Theory]
    [InlineData("identifier=http://registry.example.org/employee|E1", "E1")]
    [InlineData("identifier=E1,E2", "E1 E2")]
    [InlineData("identifier=|E1", "")]
    [InlineData("identifier=E1&active=false", "")]
    [InlineData("_id=1,3", "E1 E3")]
    [InlineData("_lastUpdated=ge2026-11-29T08:00:02Z", "E2 E3")]
    [InlineData("_lastUpdated=ge2026-11-29T08:00:02Z&identifier=E1,E3", "E3")]
    [InlineData("_lastUpdated=le2026-11-29T08:00:02Z", "E1 E2")]
    [InlineData("_lastUpdated=le2026-11-29T08:00:01.999Z", "E1")]
    public void Search_ByParameter_FindsWhatMatches(string query, string expected)
    {
        var server = Server();
        foreach (var number in new[] { "E1", "E2", "E3" })
        {
            _now += TimeSpan.FromSeconds(1);
            server.Add(Worker(number));
        }

        Assert.Equal(expected, string.Join(' ', Get(server, "Practitioner?" + query)["entry"]!.AsArray().Select(e => (string?)e!["resource"]!["identifier"]![0]!["value"])));
    }

    [Theory]
    [InlineData("Practitioner?birthdate=2000")]
    [InlineData("Practitioner?_lastUpdated=lt2026")]
    [InlineData("Practitioner/1/_history")]
    public void Handle_WhatMheroDoesNotAsk_IsAnErrorOfTheTest(string url) =>
        Assert.Throws<NotSupportedException>(() => Server().Handle(new FhirCall("GET", url)));

    [Fact]
    public void Search_WithinTheLag_FindsTheStateBefore()
    {
        var server = Server(new FhirTraits { SearchLag = TimeSpan.FromSeconds(2) });
        server.Add(Worker("E1"));
        Assert.Empty(Get(server, "Practitioner?identifier=E1")["entry"]!.AsArray());
        _now += TimeSpan.FromSeconds(2);
        server.Edit("Practitioner", "1", w => w["identifier"]![0]!["value"] = "E2");

        Assert.Single(Get(server, "Practitioner?identifier=E1")["entry"]!.AsArray());
        Assert.Equal(200, server.Handle(Put("Practitioner?identifier=E2", Worker("E2"))).Status);
        _now += TimeSpan.FromSeconds(2);
        Assert.Empty(Get(server, "Practitioner?identifier=E1")["entry"]!.AsArray());
    }

    [Fact]
    public void Handle_TransactionThatFails_LeavesNothingBehind()
    {
        var server = Server();
        server.Add(Worker("E1"));
        var before = server.All("Practitioner").Single().ToJsonString();
        server.FailEntry = call => call.Method == "POST" ? 500 : null;

        var answer = server.Handle(Bundle("transaction", ("PUT", "Practitioner/1", Worker("E9")), ("PUT", "Practitioner?identifier=E2", Worker("E2")), ("POST", "Flag", new JsonObject { ["resourceType"] = "Flag" })));

        Assert.Equal(500, answer.Status);
        Assert.Equal(before, server.All("Practitioner").Single().ToJsonString());
        Assert.Single(Get(server, "Practitioner?identifier=E1")["entry"]!.AsArray());
        Assert.Empty(Get(server, "Practitioner?identifier=E2,E9")["entry"]!.AsArray());
        Assert.Single(Get(server, "Practitioner?_lastUpdated=ge2026-11-29T08:00:00Z")["entry"]!.AsArray());
    }

    [Fact]
    public void Handle_TransactionThatRefersToItself_NamesTheIdsOfTheServer()
    {
        var server = Server();
        var role = new JsonObject { ["resourceType"] = "PractitionerRole", ["practitioner"] = new JsonObject { ["reference"] = "urn:uuid:a" } };

        server.Handle(Bundle("transaction", ("POST", "Practitioner", Worker("E1")), ("POST", "PractitionerRole", role)));

        Assert.Equal("Practitioner/1", (string?)server.All("PractitionerRole").Single()["practitioner"]!["reference"]);
        Assert.Single(Get(server, "PractitionerRole?practitioner=Practitioner/1")["entry"]!.AsArray());
    }

    [Fact]
    public void Handle_BatchWithARefusal_DoesTheRest()
    {
        var server = Server();
        var written = new List<(string, string, int)>();
        server.Written = (method, type, status) => written.Add((method, type, status));

        var answer = server.Handle(Bundle("batch", ("PUT", "Practitioner/7", Worker("E1")), ("PUT", "Practitioner?identifier=E1", Worker("E1"))));

        Assert.Equal(["404", "201"], JsonNode.Parse(answer.Body)!["entry"]!.AsArray().Select(e => (string?)e!["response"]!["status"]));
        Assert.Equal([("PUT", "Practitioner", 404), ("PUT", "Practitioner", 201)], written);
    }

    [Fact]
    public void Handle_OldVersion_IsRefused()
    {
        var server = Server();
        server.Add(Worker("E1"));

        Assert.Equal((200, "2"), Version(server.Handle(Put("Practitioner/1", Worker("E1")) with { IfMatch = "W/\"1\"" })));
        Assert.Equal(412, server.Handle(Put("Practitioner/1", Worker("E1")) with { IfMatch = "W/\"1\"" }).Status);
    }

    [Fact]
    public void Handle_EqualContent_KeepsTheVersionWhereTheServerDoes()
    {
        Assert.Equal((200, "2"), SaveTwice(new FhirTraits()));
        Assert.Equal((200, "1"), SaveTwice(new FhirTraits { KeepsVersionOfEqual = true }));

        (int, string?) SaveTwice(FhirTraits traits)
        {
            var server = Server(traits);
            server.Add(Worker("E1"));
            return Version(server.Handle(Put("Practitioner/1", Worker("E1"))));
        }
    }

    [Fact]
    public void Search_Elements_HasThoseAndWhatEveryAnswerHas()
    {
        var server = Server();
        server.Add(Worker("E1"));

        var found = Get(server, "Practitioner?identifier=E1&_elements=active")["entry"]![0]!["resource"]!.AsObject();

        Assert.Equal(["resourceType", "id", "meta", "active"], found.Select(m => m.Key));
    }

    private static (int Status, string? Version) Version(FhirAnswer answer) => (answer.Status, answer.Version);

    private static JsonObject Worker(string number) => new()
    {
        ["resourceType"] = "Practitioner",
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = "http://registry.example.org/employee", ["value"] = number }),
        ["active"] = true,
    };

    private static JsonObject Get(FhirServer server, string url) => JsonNode.Parse(server.Handle(new FhirCall("GET", url)).Body)!.AsObject();

    private static FhirCall Put(string url, JsonObject resource) => new("PUT", url) { Body = JsonSerializer.SerializeToUtf8Bytes(resource) };

    private static FhirCall Bundle(string type, params (string Method, string Url, JsonObject Resource)[] entries) => new("POST", "")
    {
        Body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = type,
            ["entry"] = new JsonArray([.. entries.Select((e, i) => new JsonObject
            {
                ["fullUrl"] = $"urn:uuid:{(char)('a' + i)}",
                ["resource"] = e.Resource,
                ["request"] = new JsonObject { ["method"] = e.Method, ["url"] = e.Url },
            })]),
        }.ToJsonString()),
    };

    private FhirServer Server(FhirTraits? traits = null) => new(Root, () => _now, traits ?? new FhirTraits());
}
