using System.Net;
using Mhero.EndToEnd.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Lookup;

/// <summary>What a question may not do, and what becomes of it when the registry does not answer or the caller asks too often.</summary>
public sealed class LookupEndpointTests(LookupWorld world) : IClassFixture<LookupWorld>
{
    public static TheoryData<string> Hostile =>
    [
        "*", "%", "%2A", "?", "a|b", "|", "x,y", "RW-1001,RW-9999", "RW-1001&_revinclude=*", "$everything", "RW\\", "RW\\,1", ":missing=true", "identifier:missing",
        "RW-1001\u0000", "RW\u001b[2J", "RW\r\nX-Header: 1", "' OR 1=1 --", "\"; drop table", "<script>alert(1)</script>", "../Practitioner/1", "@(contact.name)", new string('9', 81),
        new string('x', 30_000), "", "   ", "\u202Etxet",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task HostileText_IsInvalidOrNothing_AndReachesNoSearchAsAnOperator(string text)
    {
        world.Registry.Reset();
        foreach (var (question, caller) in new[] { ("employee", world.Stranger), ("facility", world.Stranger), ("patient", world.Nurse) })
        {
            var (status, body) = await world.AskAsync(question, caller, ("text", text), ("last_name", "Uwera"));
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Contains(Text(body, "answer"), new[] { "invalid", "unknown", "no" });
            Assert.True(Text(body, "answer") == "no" || Text(body, "code").StartsWith("MH70", StringComparison.Ordinal));
            var (nameStatus, name) = await world.AskAsync("employee", caller, ("text", "RW-1001"), ("last_name", text));
            Assert.Equal(HttpStatusCode.OK, nameStatus);
            Assert.Contains(Text(name, "answer"), new[] { "invalid", "no" });
        }

        Assert.All(world.Registry.Calls.Select(c => Uri.UnescapeDataString(c.Path)), path => Assert.DoesNotContain("*", path, StringComparison.Ordinal));
        Assert.All(world.Registry.Calls.SelectMany(c => c.Writes), write => Assert.Fail(write));
    }

    [Theory]
    [InlineData("{}", "MH7002")]
    [InlineData("not json", "MH7001")]
    [InlineData("""{"question":"facility","text":"x"}""", "MH7003")]
    [InlineData("""{"question":"facility","contact":"1303ae08-dcb6-4ba3-a042-35917423ec53"}""", "MH7004")]
    [InlineData("""{"question":"reported","form":"x","contact":"1303ae08-dcb6-4ba3-a042-35917423ec53"}""", "MH7005")]
    public async Task WhatTheAuthorGotWrong_Is400AndFlat(string body, string code)
    {
        var (status, answer) = await world.PostAsync(body);

        Assert.Equal((HttpStatusCode.BadRequest, "error", code), (status, Text(answer, "answer"), Text(answer, "code")));
        Assert.NotEmpty(Text(answer, "detail"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Secret_Wrong_Is401(string secret)
    {
        var (status, answer) = await world.PostAsync("{}", secret);

        Assert.Equal((HttpStatusCode.Unauthorized, "error", "MH6011"), (status, Text(answer, "answer"), Text(answer, "code")));
    }

    [Fact]
    public async Task Body_TooLarge_Is413()
    {
        var (status, answer) = await world.PostAsync("{\"x\":\"" + new string('x', 70_000) + "\"}");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "MH6002"), (status, Text(answer, "code")));
    }

    [Fact]
    public async Task Registry_Down_Is503AndCoded_AndFlat()
    {
        world.Registry.Plan = _ => FhirFault.Unavailable;
        try
        {
            var (status, body) = await world.AskAsync("patient", world.Nurse, ("text", "MUH-0042"));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (status, Text(body, "answer")));
            Assert.StartsWith("MH30", Text(body, "code"), StringComparison.Ordinal);
        }
        finally
        {
            world.Registry.Plan = _ => FhirFault.None;
        }
    }

    [Fact]
    public async Task Registry_Hangs_Is503WhileItStillDoes()
    {
        var settings = world.NewSettings();
        settings["Mhero:Lookup:TimeLimit"] = "00:00:01";
        await using var host = await world.StartHostAsync(settings);
        var held = new TaskCompletionSource();
        world.Registry.Before = call => call.Path.Contains("Patient", StringComparison.Ordinal) || call.Path.Contains("Practitioner", StringComparison.Ordinal) ? held.Task : Task.CompletedTask;
        try
        {
            // The registry answers nothing until after mHero has.
            var (status, body) = await world.PostAsync($$"""{"question":"patient","contact":"{{world.Nurse.Uuid}}","text":"MUH-0042"}""", host: host);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "MH7050"), (status, Text(body, "code")));
        }
        finally
        {
            held.SetResult();
            world.Registry.Before = _ => Task.CompletedTask;
        }
    }

    [Fact]
    public async Task TooMany_AreBusy_ForThatContactAlone_WhicheverInstanceAnswers()
    {
        var settings = world.NewSettings();
        settings["Mhero:Lookup:PerMinute"] = "5";
        settings["Mhero:Lookup:PerDay"] = "8";
        await using var one = await world.StartHostAsync(settings);
        await using var other = await world.StartHostAsync(settings);
        var caller = Guid.NewGuid();

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(n =>
            world.PostAsync($$"""{"question":"contact","contact":"{{caller}}"}""", host: n % 2 == 0 ? one : other)));

        // A minute may end among them; then there are eight, and no more on this day.
        var answered = answers.Count(a => Text(a.Body, "answer") == "unknown");
        Assert.InRange(answered, 5, 8);
        var busy = answers.Where(a => Text(a.Body, "answer") == "busy").ToList();
        Assert.Equal(24 - answered, busy.Count);
        Assert.All(busy, b =>
        {
            Assert.Equal((HttpStatusCode.OK, "MH7040", ""), (b.Status, Text(b.Body, "code"), Text(b.Body, "name")));
            Assert.InRange(int.Parse(Text(b.Body, "wait_seconds"), null), 1, 24 * 60 * 60);
        });
        Assert.Equal("unknown", Text((await world.PostAsync($$"""{"question":"contact","contact":"{{Guid.NewGuid()}}"}""", host: one)).Body, "answer"));
    }

    [Fact]
    public async Task EveryQuestion_Warm_CostsTheRegistryFewRequests()
    {
        var questions = new (string Question, (string, string)[] Parameters)[]
        {
            ("contact", []), ("employee", [("text", "RW-1001"), ("last_name", "Uwera")]), ("facility", [("text", "kininya")]),
            ("leader", []), ("reported", [("form", "http://example.org/fhir/Questionnaire/x")]), ("patient", [("text", "MUH-0042")]),
        };
        foreach (var (question, parameters) in questions)
        {
            await world.AskAsync(question, world.Nurse, parameters);
            world.Registry.Reset();

            await world.AskAsync(question, world.Nurse, parameters);

            // Nothing is remembered here of people and places (MaxAge 0); however many reports and people there are, it is no more.
            Assert.True(world.Registry.Calls.Count <= 12, $"{question}: {string.Join(", ", world.Registry.Calls.Select(c => c.Path))}");
        }
    }

    [Fact]
    public async Task Logs_HoldNoNameNumberOrText()
    {
        await world.AskAsync("contact", world.Nurse);
        await world.AskAsync("employee", world.Stranger, ("text", "RW-1001"), ("last_name", "Habimana"));

        Assert.Contains("Look-up Contact: found", world.Log.Last(200), StringComparison.Ordinal);
        foreach (var secret in new[] { "Mukamana", "Habimana", "RW-1001", world.Nurse.Urns[0][4..] })
        {
            Assert.DoesNotContain(secret, world.Log.Last(200), StringComparison.Ordinal);
        }
    }

    private static string Text(JsonObject body, string member) => body[member]?.ToString() ?? $"no {member}";

    private static string Join(JsonObject body, params string[] members) => string.Join('|', members.Select(m => Text(body, m)));
}
