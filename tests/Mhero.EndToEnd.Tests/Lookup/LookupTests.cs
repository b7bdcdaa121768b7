using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.EndToEnd.Tests.Contacts;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Lookup;

/// <summary>Flows' questions, asked over HTTP of a registry and a memory that are real.</summary>
public sealed class LookupTests(LookupWorld world) : IClassFixture<LookupWorld>
{
    [Fact]
    public async Task Contact_Known_IsToldWhoItIs()
    {
        var (status, body) = await world.AskAsync("contact", world.Nurse);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("found||Aline Marie Uwera-Mukamana|Aline|Uwera-Mukamana|Nurse|yes|Kinyinya Health Centre|F-K1|Gasabo", Join(body, "answer", "code", "name", "first_name", "last_name", "cadre", "active", "facility", "facility_code", "district"));
        Assert.DoesNotContain(world.Nurse.Urns[0][5..], body.ToJsonString());
    }

    [Fact]
    public async Task Contact_ByUrnAlone_IsTheOneWithTheNumber()
    {
        var (_, tel) = await world.GetAsync($"question=contact&urn={Uri.EscapeDataString(world.Nurse.Urns[0])}");
        var (_, both) = await world.PostAsync($$$"""{"question":"contact","contact":{"uuid":"{{{Guid.NewGuid()}}}","urn":"{{{world.Nurse.Urns[0]}}}"}}""");

        Assert.Equal(("found", "Aline"), (Text(tel, "answer"), Text(tel, "first_name")));
        Assert.Equal(("found", "Aline"), (Text(both, "answer"), Text(both, "first_name")));
    }

    [Fact]
    public async Task Contact_SyncUsesAllItsRequests_IsAnsweredAllTheSame()
    {
        var settings = world.NewSettings();
        settings["Mhero:Fhir:MaxConcurrency"] = "1";
        await using var host = await world.StartHostAsync(settings);
        var (arrived, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.Registry.Before = call =>
        {
            if (!call.Path.Contains("/Basic", StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            arrived.TrySetResult();
            return released.Task;
        };
        try
        {
            var gateway = host.Services.GetRequiredService<FhirGateway>();
            var sync = gateway.SearchAsync(new FhirSearch("Basic"));
            await arrived.Task;
            var waiting = gateway.SearchAsync(new FhirSearch("Basic"));

            var (status, body) = await world.PostAsync($$$"""{"question":"contact","contact":{"uuid":"{{{world.Nurse.Uuid}}}","urn":"{{{world.Nurse.Urns[0]}}}"}}""", host: host);

            Assert.Equal((HttpStatusCode.OK, "found", "Aline"), (status, Text(body, "answer"), Text(body, "first_name")));
            Assert.False(sync.IsCompleted || waiting.IsCompleted);
        }
        finally
        {
            released.TrySetResult();
            world.Registry.Before = _ => Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Contact_Unknown_IsToldSo_WithEveryMember()
    {
        var (status, body) = await world.AskAsync("contact", world.Stranger);

        Assert.Equal((HttpStatusCode.OK, "unknown|MH7030|||"), (status, Join(body, "answer", "code", "name", "facility", "cadre")));
    }

    [Fact]
    public async Task Contact_NumberOfTwoWorkers_IsNobody()
    {
        var number = SyncWorld.NewNumber();
        await world.AddWorkerAsync("Duplicate One", number);
        await world.AddWorkerAsync("Duplicate Two", number);
        await world.RoundAsync();

        var (_, body) = await world.GetAsync($"question=contact&urn={Uri.EscapeDataString("tel:" + number)}");

        Assert.Equal("unknown|MH7031|", Join(body, "answer", "code", "name"));
    }

    [Fact]
    public async Task Contact_AboutItself_IsAnswered_AboutAnother_IsRefused()
    {
        foreach (var own in new[] { world.Nurse.Uuid.ToString(), world.Nurse.Urns[0], world.Nurse.Urns[0][4..] })
        {
            Assert.Equal("found", Text((await world.AskAsync("contact", world.Nurse, ("about", own))).Body, "answer"));
        }

        foreach (var other in new[] { world.Stranger.Uuid.ToString(), world.Stranger.Urns[0], Guid.NewGuid().ToString(), "tel:+250788999999", "Practitioner/1", "*" })
        {
            var (status, body) = await world.AskAsync("contact", world.Nurse, ("about", other));
            Assert.Equal((HttpStatusCode.OK, "refused|MH7020||"), (status, Join(body, "answer", "code", "name", "facility")));
        }

        Assert.Equal("refused", Text((await world.AskAsync("contact", world.Stranger, ("about", world.Nurse.Uuid.ToString()))).Body, "answer"));
        Assert.Equal("refused", Text((await world.AskAsync("contact", world.Stranger, ("about", world.Nurse.Urns[0]))).Body, "answer"));
    }

    [Theory]
    [InlineData("RW-1001", "Uwera-Mukamana", "yes", "yes")]
    [InlineData("rw-1001", "uwera mukamana", "yes", "yes")]
    [InlineData("RW-1001", "Mukamana", "yes", "yes")]
    [InlineData("RW-1001", "Habimana", "no", "yes")]
    [InlineData("RW-1001", "Uwe", "no", "yes")]
    [InlineData("RW-10", "Uwera", "no", "no")]
    [InlineData("RW-9999", "Uwera", "no", "no")]
    public async Task Employee_NumberAndName_AreYesOrNo(string number, string lastName, string answer, string exists)
    {
        var (status, body) = await world.AskAsync("employee", world.Stranger, ("text", number), ("last_name", lastName));

        Assert.Equal((HttpStatusCode.OK, $"{answer}||{exists}|{answer}"), (status, Join(body, "answer", "code", "exists", "name_agrees")));
        Assert.Equal(["answer", "code", "exists", "name_agrees", "wait_seconds"], body.Select(m => m.Key).Order());
    }

    [Fact]
    public async Task Employee_OfAnotherSystem_DoesNotExist()
    {
        var (_, body) = await world.AskAsync("employee", world.Stranger, ("text", "RW-1001"), ("last_name", "Mukamana"), ("system", "http://example.org/other"));

        Assert.Equal("no|no", Join(body, "answer", "exists"));
    }

    [Theory]
    [InlineData("F-K1")]
    [InlineData("f k1")]
    [InlineData("kinyinya health centre")]
    public async Task Facility_ByCodeOrName_IsFound(string text)
    {
        var (_, body) = await world.AskAsync("facility", world.Stranger, ("text", text));

        Assert.Equal($"found||Kinyinya Health Centre|F-K1|Location/{world.Kinyinya.Id}|Gasabo|", Join(body, "answer", "code", "facility", "facility_code", "facility_id", "district", "menu"));
    }

    [Fact]
    public async Task Facility_NearlyRight_IsAMenu_AndTheChoiceEndsIt()
    {
        var (_, near) = await world.AskAsync("facility", world.Stranger, ("text", "kininya"));
        var (_, chosen) = await world.AskAsync("facility", world.Stranger, ("text", "kininya"), ("choice", "1"));

        Assert.Equal($"choose|MH7031|1 Kinyinya Health Centre|1|no|Kinyinya Health Centre|F-K1|Location/{world.Kinyinya.Id}|", Join(near, "answer", "code", "menu", "count", "more", "option_1", "option_1_code", "option_1_id", "option_2"));
        Assert.Equal("found|F-K1", Join(chosen, "answer", "facility_code"));
        foreach (var wrong in new[] { "0", "2", "10", "-1", "one", "1e0", "*" })
        {
            var (_, refused) = await world.AskAsync("facility", world.Stranger, ("text", "kininya"), ("choice", wrong));
            Assert.Equal("invalid|MH7013", Join(refused, "answer", "code"));
        }
    }

    [Fact]
    public async Task Facility_Ambiguous_IsAMenuThatTellsThemApart()
    {
        var (_, body) = await world.AskAsync("facility", world.Stranger, ("text", "nyange health post"));
        var (_, second) = await world.AskAsync("facility", world.Stranger, ("text", "nyange health post"), ("choice", "2"));

        Assert.Equal("choose", Text(body, "answer"));
        Assert.Equal(["1 Nyange Health Post", "2 Nyange Health Post"], Text(body, "menu").Split('\n').Select(l => l.Split(',')[0]));
        Assert.Equal(["Gasabo", "Huye"], Text(body, "menu").Split('\n').Select(l => l.Split(", ")[1]).Order());
        Assert.Equal(Text(body, "option_2_code"), Text(second, "facility_code"));
    }

    [Fact]
    public async Task Facility_MoreThanNine_ShowsNine()
    {
        var (_, body) = await world.AskAsync("facility", world.Stranger, ("text", "ruhango"));

        Assert.Equal("choose|9|yes|9", $"{Join(body, "answer", "count", "more")}|{Text(body, "menu").Split('\n').Length}");
    }

    [Fact]
    public async Task Facility_Unknown_IsUnknown()
    {
        var (_, body) = await world.AskAsync("facility", world.Stranger, ("text", "Gitarama"));

        Assert.Equal("unknown|MH7030|", Join(body, "answer", "code", "menu"));
    }

    [Fact]
    public async Task Facility_WhileTheListIsStillRead_IsFoundByCodeAndBeginning()
    {
        // Just started, in a country with many facilities.
        await using var host = await world.StartHostAsync(world.NewSettings());
        var held = new TaskCompletionSource();
        world.Registry.Before = call => call.Path.Contains("_elements=id,meta,name,alias", StringComparison.Ordinal) ? held.Task : Task.CompletedTask;
        try
        {
            foreach (var (text, expected) in new[] { ("f-k1", "found|F-K1|"), ("Kinyinya", "choose||1 Kinyinya Health Centre"), ("Peter & Paul, Huye", "unknown||"), ("status=active", "invalid||") })
            {
                var (_, body) = await world.PostAsync($$"""{"question":"facility","contact":"{{world.Stranger.Uuid}}","text":"{{text}}"}""", host: host);
                Assert.Equal(expected, Join(body, "answer", "facility_code", "menu"));
            }
        }
        finally
        {
            held.SetResult();
            world.Registry.Before = _ => Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Leader_OfOwnOrNamedFacility_IsNameAndRole()
    {
        foreach (var parameters in new (string, string)[][] { [], [("facility", "F-K1")], [("facility", "Kinyinya Health Centre")], [("facility", $"Location/{world.Kinyinya.Id}")] })
        {
            var (_, body) = await world.AskAsync("leader", world.Nurse, parameters);
            Assert.Equal("found||Jean Bosco Habimana|Titulaire|1|F-K1", Join(body, "answer", "code", "name", "role", "count", "facility_code"));
            Assert.DoesNotContain("25078", body.ToJsonString());
        }
    }

    [Theory]
    [InlineData("F-N1", "unknown|MH7030|")]
    [InlineData("Gitarama", "unknown|MH7030|")]
    [InlineData("Kinyiny", "unknown|MH7030|")]
    [InlineData("Location/nobody-knows", "unknown|MH7030|")]
    [InlineData("Nyange Health Post", "unknown|MH7031|")]
    [InlineData("Location/1&status=active", "invalid|MH7012|")]
    [InlineData("*", "invalid|MH7012|")]
    public async Task Leader_NobodyOrNoSuchFacility_IsCoded(string facility, string expected)
    {
        var (_, body) = await world.AskAsync("leader", world.Nurse, ("facility", facility));

        Assert.Equal(expected, Join(body, "answer", "code", "name"));
    }

    [Theory]
    [InlineData("leader")]
    [InlineData("patient")]
    public async Task Stranger_IsRefused(string question)
    {
        var (status, body) = await world.AskAsync(question, world.Stranger, ("facility", "F-K1"), ("text", "MUH-0042"));

        Assert.Equal((HttpStatusCode.OK, "refused|MH7021"), (status, Join(body, "answer", "code")));
    }

    [Theory]
    [InlineData("MUH-0042", "yes")]
    [InlineData("muh-0042", "yes")]
    [InlineData("MUH-004", "no")]
    [InlineData("SOV-0001", "no")]
    public async Task Patient_Identifier_IsYesOrNo(string text, string answer)
    {
        var (_, body) = await world.AskAsync("patient", world.Nurse, ("text", text), ("system", LookupWorld.PatientSystem));
        var (_, anySystem) = await world.AskAsync("patient", world.Nurse, ("text", text));
        var (_, other) = await world.AskAsync("patient", world.Nurse, ("text", text), ("system", "http://example.org/other"));

        Assert.Equal((answer, answer, "no"), (Text(body, "answer"), Text(anySystem, "answer"), Text(other, "answer")));
        Assert.Equal(["answer", "code", "wait_seconds"], body.Select(m => m.Key).Order());
    }

    [Fact]
    public async Task Reported_ByResponseOfAWorker_IsYesForItsFacilityAndForm()
    {
        var form = $"http://example.org/fhir/Questionnaire/{Guid.NewGuid():N}";
        Assert.Equal("no", Text((await world.AskAsync("reported", world.Nurse, ("form", form))).Body, "answer"));
        await world.Fhir.BatchAsync([FhirEntry.Create(new QuestionnaireResponse
        {
            Questionnaire = form + "|3",
            Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
            Authored = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
            Source = new ResourceReference($"Practitioner/{world.NurseWorker.Id}"),
        })]);

        foreach (var period in new[] { "day", "week", "month" })
        {
            var (_, body) = await world.AskAsync("reported", world.Nurse, ("form", form), ("period", period));
            Assert.Equal("yes||F-K1", Join(body, "answer", "code", "facility_code"));
            Assert.True(string.CompareOrdinal(Text(body, "period_start"), Text(body, "period_end")) <= 0);
        }

        Assert.Equal("yes", Text((await world.AskAsync("reported", world.Stranger, ("form", form), ("facility", "F-K1"))).Body, "answer"));
        Assert.Equal("no|F-N1", Join((await world.AskAsync("reported", world.Nurse, ("form", form), ("facility", "F-N1"))).Body, "answer", "facility_code"));
        Assert.Equal("unknown", Text((await world.AskAsync("reported", world.Stranger, ("form", form))).Body, "answer"));
        Assert.Equal("no", Text((await world.AskAsync("reported", world.Nurse, ("form", form + "other"))).Body, "answer"));
        Assert.Equal("unknown", Text((await world.AskAsync("reported", world.Nurse, ("form", Guid.NewGuid().ToString()))).Body, "answer"));

        // A flow goes for its Questionnaire.
        var flow = Guid.NewGuid();
        await world.AddAsync(new Questionnaire { Url = form, Status = PublicationStatus.Active, Identifier = [new Identifier(MheroSystems.FlowUuid, flow.ToString())] });
        Assert.Equal("yes", Text((await world.AskAsync("reported", world.Nurse, ("form", flow.ToString()))).Body, "answer"));
    }

    [Fact]
    public async Task Reported_ReportThatNamesTheWeekBefore_IsNoForThisWeek()
    {
        var form = $"http://example.org/fhir/Questionnaire/{Guid.NewGuid():N}";
        var now = TimeProvider.System.GetUtcNow();
        var before = now.AddDays(-7).DateTime;
        await world.Fhir.BatchAsync([FhirEntry.Create(new QuestionnaireResponse
        {
            Questionnaire = form,
            Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
            Authored = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
            Source = new ResourceReference($"Practitioner/{world.NurseWorker.Id}"),
            Item = [new() { LinkId = "week", Answer = [new() { Value = new FhirString($"{System.Globalization.ISOWeek.GetYear(before)}-W{System.Globalization.ISOWeek.GetWeekOfYear(before):00}") }] }],
        })]);

        Assert.Equal("no", Text((await world.AskAsync("reported", world.Nurse, ("form", form), ("period", "week"))).Body, "answer"));
    }

    private static string Text(JsonObject body, string member) => body[member]?.ToString() ?? $"no {member}";

    private static string Join(JsonObject body, params string[] members) => string.Join('|', members.Select(m => Text(body, m)));
}
