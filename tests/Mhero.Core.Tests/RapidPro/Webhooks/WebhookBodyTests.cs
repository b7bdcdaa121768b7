using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.RapidPro.Webhooks;

namespace Mhero.Core.Tests.RapidPro.Webhooks;

public sealed class WebhookBodyTests
{
    private static readonly Guid Contact = Guid.Parse(Bodies.ContactUuid);
    private static readonly Guid Flow = Guid.Parse(Bodies.FlowUuid);
    private static readonly Guid Run = Guid.Parse(Bodies.RunUuid);

    [Fact]
    public void TryRead_DefaultBody_HasAllValues()
    {
        var run = Bodies.Read(Bodies.Default);

        Assert.Null(run.Run);
        Assert.Equal(new ObjectReference(Flow, "Registration"), run.Flow);
        Assert.Equal(new RunContact { Uuid = Contact, Name = "Ryan Lewis", Urn = "tel:+12065551212" }, run.Contact);
        Assert.Equal(new Dictionary<string, RunValue> { ["favorite_color"] = new() { Value = "red", Category = "Red" } }, run.Values);
        Assert.Null(run.Language);
        Assert.Null(run.CreatedOn);
        Assert.Null(run.Revision);
        Assert.Null(run.ExitType);
    }

    [Fact]
    public void TryRead_ResthookBody_HasAllValues()
    {
        var run = Bodies.Read(Bodies.Resthook);

        Assert.Equal(Run, run.Run);
        Assert.Equal("eng", run.Language);
        Assert.Equal(123, run.Revision);
        Assert.Equal(DateTimeOffset.Parse("2025-05-04T12:30:46.123456Z", null), run.CreatedOn);
        Assert.Equal(
            new RunValue
            {
                Name = "Favorite Color",
                Value = "red",
                Category = "Red",
                Input = "",
                Node = Guid.Parse("f5bb9b7a-7b5e-45c3-8f0e-61b4e95edf03"),
                Time = DateTimeOffset.Parse("2025-05-04T12:31:21.123456Z", null),
            },
            run.Values["favorite_color"]);
    }

    [Fact]
    public void TryRead_LegacyBody_HasAllValues()
    {
        var run = Bodies.Read(Bodies.Legacy);

        Assert.Equal(Run, run.Run);
        Assert.Equal(7, run.Revision);
        Assert.Equal(new RunContact { Uuid = Contact }, run.Contact);
        Assert.Empty(run.Values);
        Assert.Equal(new DateTimeOffset(2025, 5, 4, 12, 30, 46, TimeSpan.Zero), run.CreatedOn);
    }

    [Fact]
    public void TryRead_Version4Body_HasAllValues()
    {
        var run = Bodies.Read(Bodies.Version4);

        Assert.Equal(Run, run.Run);
        Assert.Equal(("33", "Numeric", "im 33"), (run.Values["age"].Value, run.Values["age"].Category, run.Values["age"].Input));
        Assert.Equal("tel:+12065551212", run.Contact.Urn);
    }

    [Theory]
    [InlineData("""{"uuid":"01969b47-0583-76f8-ae7f-f8b243c49ff5"}""", null)]
    [InlineData("""{"uuid":" 01969B47-0583-76F8-AE7F-F8B243C49FF5 "}""", null)]
    [InlineData("\"01969b47-0583-76f8-ae7f-f8b243c49ff5\"", null)]
    [InlineData("""{"uuid":"01969b47-0583-76f8-ae7f-f8b243c49ff5","status":"active"}""", null)]
    [InlineData("""{"uuid":"01969b47-0583-76f8-ae7f-f8b243c49ff5","status":"waiting","exit_type":""}""", null)]
    [InlineData("""{"uuid":"01969b47-0583-76f8-ae7f-f8b243c49ff5","status":"Completed"}""", "completed")]
    [InlineData("""{"uuid":"01969b47-0583-76f8-ae7f-f8b243c49ff5","status":"active","exit_type":"expired"}""", "expired")]
    [InlineData("""{"uuid":"01969b47-0583-76f8-ae7f-f8b243c49ff5","status":"interrupted","exit_type":null}""", "interrupted")]
    [InlineData("""{"uuid":"01969b47-0583-76f8-ae7f-f8b243c49ff5","status":"failed","exit_type":7}""", "failed")]
    public void TryRead_RunAdded_IsNamed(string run, string? exitType)
    {
        var read = Bodies.Read(Bodies.With("{}", run));

        Assert.Equal((Run, exitType), (read.Run, read.ExitType));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("""{"uuid":null}""")]
    [InlineData("""{"uuid":""}""")]
    public void TryRead_RunBlank_IsNotNamed(string run) => Assert.Null(Bodies.Read(Bodies.With("{}", run)).Run);

    [Theory]
    [InlineData("\"2026-01-02T05:04:05+02:00\"", "2026-01-02T03:04:05Z")]
    [InlineData("\"2026-01-02T03:04:05\"", "2026-01-02T03:04:05Z")]
    [InlineData("\"02/01/2026 03:04\"", null)]
    [InlineData("5", null)]
    public void TryRead_CreatedOn_IsInUtcOrLeftOut(string text, string? expected)
    {
        var run = Bodies.Read(Bodies.With("{}", $$"""{"created_on":{{text}}}"""));

        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, null), run.CreatedOn);
        Assert.Equal(TimeSpan.Zero, run.CreatedOn.GetValueOrDefault().Offset);
    }

    [Fact]
    public void TryRead_OddResults_AreKeptAsText()
    {
        var run = Bodies.Read(Bodies.With(
            """
            {"value_only":{"value":"x"},"number":{"value":5.50,"category":null},"flag":{"value":true,"category":7},"nothing":{"value":null},
            "bare":"blue","bare_number":12,"none":null,"object":{"value":{"a":[1]}},"odd":{"value":"y\u0000","node_uuid":"z","created_on":"then","extra":{"b":{}}},
            "api":{"value":"v","node":"50c3706e-fedb-42c0-8eab-dda3335714b7","time":"2026-01-02T03:04:05Z"}}
            """));

        Assert.Equal(
            new Dictionary<string, RunValue>
            {
                ["value_only"] = new() { Value = "x" },
                ["number"] = new() { Value = "5.50" },
                ["flag"] = new() { Value = "true", Category = "7" },
                ["nothing"] = new(),
                ["bare"] = new() { Value = "blue" },
                ["bare_number"] = new() { Value = "12" },
                ["object"] = new() { Value = """{"a":[1]}""" },
                ["odd"] = new() { Value = "y" },
                ["api"] = new() { Value = "v", Node = Flow, Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) },
            },
            run.Values);
    }

    [Fact]
    public void TryRead_NothingButUuids_IsEnough()
    {
        var run = Bodies.Read($$$"""{"contact":{"uuid":"{{{Bodies.ContactUuid}}}"},"flow":{"uuid":"{{{Bodies.FlowUuid}}}","revision":"x"},"more":[1]}""");

        Assert.Equal((Contact, Flow), (run.Contact.Uuid, run.Flow.Uuid));
        Assert.Empty(run.Values);
        Assert.Null(run.Revision);
    }

    [Fact]
    public void TryRead_ByteOrderMark_IsSkipped()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Bodies.Default)];

        Assert.True(WebhookBody.TryRead(body, out _, out _));
    }

    [Fact]
    public void TryRead_ParsedBody_OutlivesItsDocument()
    {
        WebhookRun? run;
        using (var document = JsonDocument.Parse(Bodies.Resthook))
        {
            Assert.True(WebhookBody.TryRead(document.RootElement, out run, out _));
        }

        Assert.Equal("red", run.Values["favorite_color"].Value);
    }

    [Theory]
    [InlineData("", RapidProInputCodes.NotJson)]
    [InlineData("{", RapidProInputCodes.NotJson)]
    [InlineData("contact=5&flow=6", RapidProInputCodes.NotJson)]
    [InlineData("[]", RapidProInputCodes.NotAnObject)]
    [InlineData("null", RapidProInputCodes.NotAnObject)]
    [InlineData("\"@(json(object()))\"", RapidProInputCodes.NotAnObject)]
    public void TryRead_NoBody_SaysWhatToPaste(string body, string code)
    {
        var problems = Bodies.Problems(body);

        Assert.Equal(code, Assert.Single(problems).Code);
        Assert.Contains("object(\"uuid\", contact.uuid", problems[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"color":{"value":"\ud800"}}""")]
    [InlineData("""{"color":{"\ud800":"red"}}""")]
    [InlineData("""{"\ud800":{"value":"red"}}""")]
    public void TryRead_HalfASurrogate_IsNotJson(string results)
    {
        var problem = Assert.Single(Bodies.Problems(Bodies.With(results)));

        Assert.Equal((RapidProInputCodes.NotJson, ""), (problem.Code, problem.Path));
    }

    [Fact]
    public void TryRead_BrokenUtf8_IsNotJson()
    {
        var body = Encoding.Latin1.GetBytes(Bodies.Default.Replace("Ryan", "Ren\u00e9", StringComparison.Ordinal));

        Assert.Equal(RapidProInputCodes.NotJson, Assert.Single(Bodies.Problems(body)).Code);
    }

    [Fact]
    public void TryRead_SeveralFaults_AreToldAtOnce()
    {
        var body = """{"contact":{"uuid":"0788 000 001","name":"Ryan"},"flow":{"name":"x"},"run":{"uuid":"12"},"results":["red"]}""";

        Assert.Equal(
            [
                (RapidProInputCodes.NotAUuid, "contact.uuid"),
                (RapidProInputCodes.NoUuid, "flow.uuid"),
                (RapidProInputCodes.NotAUuid, "run.uuid"),
                (RapidProInputCodes.NotAnObject, "results"),
            ],
            Bodies.Problems(body).Select(problem => (problem.Code, problem.Path)));
        Assert.All(Bodies.Problems(body), problem => Assert.Contains("use \"", problem.Message, StringComparison.Ordinal));
        Assert.All(Bodies.Problems(body), problem => Assert.DoesNotContain("0788", problem.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"contact":null,"flow":[]}""", "contact.uuid:MH1113 flow:MH1112")]
    [InlineData("""{"contact":"x","flow":{"uuid":""}}""", "contact:MH1112 flow.uuid:MH1113")]
    [InlineData("""{"contact":{"uuid":5},"flow":{"uuid":"00000000-0000-0000-0000-000000000000"},"run":[1]}""", "contact.uuid:MH1114 flow.uuid:MH1114 run:MH1112")]
    [InlineData("""{"contact":{"uuid":"{5d76d86b-3bb9-4d5a-b822-c9d86f5d8e4f}"},"flow":{"uuid":"50c3706efedb42c08eabdda3335714b7"},"run":"x"}""", "contact.uuid:MH1114 flow.uuid:MH1114 run:MH1114")]
    [InlineData("{}", "contact.uuid:MH1113 flow.uuid:MH1113")]
    public void TryRead_Fault_HasItsPathAndCode(string body, string expected) =>
        Assert.Equal(expected, string.Join(' ', Bodies.Problems(body).Select(problem => $"{problem.Path}:{problem.Code}")));

    [Fact]
    public void TryRead_ResultsAtTheBounds_AreRead()
    {
        var results = Enumerable.Range(0, WebhookBody.MaxResults).Select(i => $"\"{new string('k', 61)}{i:000}\":{{\"value\":\"x\"}}");

        Assert.Equal(512, Bodies.Read(Bodies.With("{" + string.Join(',', results) + "}")).Values.Count);
    }

    [Fact]
    public void TryRead_ResultsBeyondTheBounds_AreRefused()
    {
        var many = Enumerable.Range(0, WebhookBody.MaxResults + 1).Select(i => $"\"k{i}\":\"x\"");
        var longKeys = Enumerable.Range(0, 300).Select(i => $"\"{new string('k', 70)}{i}\":\"x\"");

        var problems = Bodies.Problems(Bodies.With("{" + string.Join(',', [.. many, .. longKeys, "\"\":\"x\""]) + "}"));

        Assert.Equal((RapidProInputCodes.TooManyResults, "results"), (problems[^1].Code, problems[^1].Path));
        Assert.Equal(11, problems.Count);
        Assert.All(problems.SkipLast(1), problem => Assert.Equal((RapidProInputCodes.BadResultKey, $"results.{new string('k', 64)}…"), (problem.Code, problem.Path)));
        Assert.Equal(RapidProInputCodes.BadResultKey, Assert.Single(Bodies.Problems(Bodies.With("""{" ":"x"}"""))).Code);
    }
}
