using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Tests.Messaging.Recipients;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging.Requests;

/// <summary>A client's request: taken once, kept, or refused with its faults; previewed; revoked.</summary>
public sealed class RequestReceiverTests
{
    private const string Schedule = """
        ,"extension":[{"url":"http://mhero.org/fhir/StructureDefinition/sms-cron-expression-schedule","extension":[{"url":"frequency","valueString":"once"},{"url":"cronExpression","valueString":"0 8 * * 5"}]}]
        """;

    [Fact]
    public async Task Accept_Text_IsPutDownAndQueuedOnce()
    {
        using var world = new RequestWorld();
        await world.People.AddAsync(1);

        var (id, issues, diagnostics) = await world.AcceptAsync(RequestWorld.Text());

        Assert.Equal((MessageRequests.IdOf("key|k"), "Information Informational", "1 recipients; 0 left out."), (id, issues, diagnostics));
        var row = (await world.Outbox.FindRequestAsync(id!.Value, CancellationToken.None))!.Value.Row;
        Assert.Equal((RequestState.Active, 1, 1, 0), (row.State, row.Chunks, row.Recipients, row.LeftOut));
        Assert.Equal(("Hello", "eng", true), (row.Content.Texts["eng"], row.Content.BaseLanguage, row.Content.IsLiteral));
        Assert.Equal(1, await world.QueuedAsync());

        Assert.Equal((id, "Information Informational"), ((await world.AcceptAsync(RequestWorld.Text(), " k ")).Id, (await world.AcceptAsync(RequestWorld.Text())).Issues));
        Assert.Equal($"Information Informational, Warning Duplicate {MessagingCodes.RepeatDiffers}", (await world.AcceptAsync(RequestWorld.Text("Other"))).Issues);
        Assert.Equal(1, await world.QueuedAsync());
        Assert.NotEqual(id, (await world.AcceptAsync(RequestWorld.Text(), "k2")).Id);
        Assert.Equal(2, await world.QueuedAsync());
    }

    [Fact]
    public async Task Accept_WithoutAKey_IsOneByItsIdentifier()
    {
        using var world = new RequestWorld();
        await world.People.AddAsync(1);
        const string Identifier = ""","identifier":[{"value":"x"},{"system":"http://example.org/r","value":"7"}]""";

        Assert.Equal(MessageRequests.IdOf("id|http://example.org/r|7"), (await world.AcceptAsync(RequestWorld.Text(more: Identifier), null)).Id);
        Assert.NotEqual((await world.AcceptAsync(RequestWorld.Text(), " ")).Id, (await world.AcceptAsync(RequestWorld.Text(), null)).Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"resourceType":"Communication","status":"completed"}""")]
    [InlineData("[]")]
    public async Task Accept_WhatIsNoRequest_IsRefused(string json)
    {
        using var world = new RequestWorld();

        var (id, issues, _) = await world.AcceptAsync(json);

        Assert.Null(id);
        Assert.Contains(MessagingCodes.NotARequest, issues, StringComparison.Ordinal);
        Assert.Equal(0, await world.QueuedAsync());
    }

    [Fact]
    public async Task Accept_Faults_AreAllNamedAndNothingIsKept()
    {
        using var world = new RequestWorld();
        await world.People.AddAsync(1);

        var (id, issues, _) = await world.AcceptAsync("""{"resourceType":"CommunicationRequest","status":"active"}""");
        Assert.Equal((null, $"Error Required {MessagingCodes.NoPayload}, Error Required {MessagingCodes.NoRecipient}"), (id, issues));

        (id, issues, _) = await world.AcceptAsync(RequestWorld.Text(recipient: "Practitioner/none"));
        Assert.Equal((null, $"Error NotFound {MessagingCodes.UnknownReference}"), (id, issues));
        Assert.Null(await world.Outbox.FindRequestAsync(MessageRequests.IdOf("key|k"), CancellationToken.None));

        // Corrected, the same key is taken.
        Assert.NotNull((await world.AcceptAsync(RequestWorld.Text())).Id);
    }

    [Theory]
    [InlineData("draft", "", MessagingCodes.NotToBeSent)]
    [InlineData("on-hold", "", MessagingCodes.NotToBeSent)]
    [InlineData("active", ",\"doNotPerform\":true", MessagingCodes.NotToBeSent)]
    [InlineData("active", ",\"occurrencePeriod\":{\"end\":\"2026-03-03\"}", MessagingCodes.Expired)]
    public async Task Accept_NotToBeSent_IsKeptAndNotQueued(string status, string more, string code)
    {
        using var world = new RequestWorld();
        await world.People.AddAsync(1);

        var (id, issues, _) = await world.AcceptAsync(RequestWorld.Text(status: status, more: more));

        Assert.Equal($"Information Informational {code}", issues);
        var progress = (await world.Requests.FindAsync(id!.Value))!;
        Assert.Equal((RequestState.Ignored, 0), (progress.State, progress.Recipients.Count));
        Assert.Equal(0, await world.QueuedAsync());
    }

    [Fact]
    public async Task Accept_Times_AreThoseOfTheRequest()
    {
        using var world = new RequestWorld();
        await world.People.AddAsync(1);

        var later = (await world.AcceptAsync(RequestWorld.Text(more: ",\"priority\":\"urgent\",\"occurrencePeriod\":{\"start\":\"2026-03-05T08:00:00Z\",\"end\":\"2026-03-06\"}"))).Id!.Value;
        var before = (await world.AcceptAsync(RequestWorld.Text(more: ",\"occurrenceDateTime\":\"2026-03-04T08:00:00Z\""), "k2")).Id!.Value;

        var row = (await world.Outbox.FindRequestAsync(later, CancellationToken.None))!.Value.Row;
        Assert.Equal((new DateTimeOffset(2026, 3, 5, 8, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 7, 0, 0, 0, TimeSpan.Zero), true), (row.NotBefore, row.NotAfter, row.IsUrgent));
        row = (await world.Outbox.FindRequestAsync(before, CancellationToken.None))!.Value.Row;
        Assert.Equal((null, null, false), (row.NotBefore, row.NotAfter, row.IsUrgent));
    }

    [Fact]
    public async Task Accept_LeftOut_AreInTheOutcomeAndTheProgress()
    {
        using var world = new RequestWorld();
        await world.People.AddAsync(1);
        world.People.AddPerson("Practitioner", "p2", 2, ",\"active\":false");
        var request = RequestWorld.Text(more: "").Replace("[{\"reference\":\"Practitioner/p1\"}]", "[{\"reference\":\"Practitioner/p1\"},{\"reference\":\"Practitioner/p2\"}]", StringComparison.Ordinal);

        var (id, issues, diagnostics) = await world.AcceptAsync(request);

        Assert.Equal($"Information Informational, Warning Incomplete {MessagingCodes.Inactive}", issues);
        Assert.StartsWith("1 recipients; 1 left out. / Practitioner/p2: ", diagnostics, StringComparison.Ordinal);
        var progress = (await world.Requests.FindAsync(id!.Value))!;
        Assert.Equal([("leftOut", 1), ("planned", 1)], progress.Recipients.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value)));
        Assert.Equal(
            ["leftOut 1", "planned 1"],
            progress.ToResource().Extension.Where(e => e.Url == MheroSystems.Progress).Select(e => $"{e.Extension[0].Value} {e.Extension[1].Value}"));
        Assert.DoesNotContain(progress.Resource.Extension, e => e.Url == MheroSystems.Progress);
        var receipt = (await world.Requests.FindReceiptAsync("key|k"))!;
        Assert.Equal((true, 1, MessagingCodes.Inactive), (receipt.IsRepeat, receipt.Recipients, Assert.Single(receipt.LeftOut).Code));
        Assert.Null(await world.Requests.FindReceiptAsync("key|other"));
        Assert.Null(await world.Requests.FindAsync(Guid.Empty));
    }

    [Fact]
    public async Task Accept_Schedule_IsKeptStoredAndEnded()
    {
        using var world = new RequestWorld();
        await world.People.AddAsync(1);
        var (id, issues, _) = await world.AcceptAsync(RequestWorld.Text(more: Schedule));
        await world.AcceptAsync(RequestWorld.Text(), "at once");
        var scheduled = world.Get<ScheduledRequests>();

        Assert.Equal("Information Informational", issues);
        var one = Assert.Single(await scheduled.ListAsync().ToListAsync());
        Assert.Equal((id!.Value, "0 8 * * 5", true, "Hello", null), (one.Id, one.Cron, one.Once, one.Content.Texts["eng"], one.RegistryId));
        var order = world.Get<RequestReceiver>().OrderOf(one, "2026-W10");
        Assert.Equal(($"schedule|{id}|2026-W10", "Hello", null, null), (order.Key, order.Content.Texts["eng"], order.Resource, order.NotBefore));
        Assert.Equal(["Practitioner/p1"], order.To.Select(t => t.Reference.Reference));
        Assert.Throws<ArgumentException>(() => world.Get<RequestReceiver>().OrderOf(one with { Resource = null }, "k"));

        var registryId = await scheduled.StoreAsync(one.Id);
        Assert.Equal(registryId, await scheduled.StoreAsync(one.Id));
        Assert.Equal("active", (string?)world.People.Registry.Registry.Find("CommunicationRequest", registryId!)!.Content["status"]);
        Assert.Null(await scheduled.StoreAsync(Guid.Empty));

        await scheduled.EndAsync(one.Id);
        await scheduled.EndAsync(Guid.Empty);
        Assert.Equal("completed", (string?)world.People.Registry.Registry.Find("CommunicationRequest", registryId!)!.Content["status"]);
        Assert.Equal((RequestState.Completed, RequestStatus.Completed), ((await world.Requests.FindAsync(one.Id))!.State, (await world.Requests.FindAsync(one.Id))!.Resource.Status));
        Assert.Empty(await scheduled.ListAsync().ToListAsync());
    }

    [Fact]
    public async Task Revoke_Request_LeavesOutWhatIsPlannedAlone()
    {
        using var world = new RequestWorld(("Mhero:Messaging:ChunkSize", "1"));
        await world.People.AddAsync(1, 2);
        var request = RequestWorld.Text().Replace("[{\"reference\":\"Practitioner/p1\"}]", "[{\"reference\":\"Practitioner/p1\"},{\"reference\":\"Practitioner/p2\"}]", StringComparison.Ordinal);
        var id = (await world.AcceptAsync(request)).Id!.Value;
        await world.Outbox.ChangeChunkAsync(id, 1, c => c.With(p => p with { State = SendState.Sent }) with { State = ChunkState.Sent }, CancellationToken.None);

        Assert.True(await world.Requests.RevokeAsync(id));
        Assert.True(await world.Requests.RevokeAsync(id));
        Assert.False(await world.Requests.RevokeAsync(Guid.Empty));

        var progress = (await world.Requests.FindAsync(id))!;
        Assert.Equal((RequestState.Revoked, RequestStatus.Revoked, 1, 1), (progress.State, progress.Resource.Status, progress.Recipients["sent"], progress.Recipients["leftOut"]));
        Assert.Equal(MessagingCodes.Revoked, (await world.Outbox.FindChunkAsync(id, 2, CancellationToken.None))!.Value.Row.People[0].Code);
    }

    [Theory]
    [InlineData(RequestState.Completed, RequestStatus.Completed)]
    [InlineData(RequestState.Ignored, RequestStatus.Active)]
    public async Task Revoke_WhatIsOver_ChangesNothing(RequestState state, RequestStatus status)
    {
        using var world = new RequestWorld();
        await world.People.AddAsync(1);
        var id = (await world.AcceptAsync(RequestWorld.Text())).Id!.Value;
        await world.Outbox.ChangeRequestAsync(id, r => r with { State = state }, CancellationToken.None);

        Assert.True(await world.Requests.RevokeAsync(id));

        var progress = (await world.Requests.FindAsync(id))!;
        Assert.Equal((state, status, 1), (progress.State, progress.Resource.Status, progress.Recipients["planned"]));
    }

    [Theory]
    [InlineData("""{"resourceType":"CommunicationRequest","status":"revoked"}""", true)]
    [InlineData("""{"resourceType":"CommunicationRequest","status":"active"}""", false)]
    [InlineData("""{"resourceType":"Communication","status":"revoked"}""", false)]
    [InlineData("""{"status":"revoked"}""", false)]
    [InlineData("""{"resourceType":"CommunicationRequest"}""", false)]
    [InlineData("""{"resourceType":"CommunicationRequest","status":7}""", false)]
    [InlineData("[]", false)]
    [InlineData("", false)]
    public void IsRevocation_Body_IsReadByTypeAndStatus(string json, bool isRevocation) => Assert.Equal(isRevocation, RequestReceiver.IsRevocation(json));

    [Fact]
    public async Task Preview_Request_CountsWithoutSending()
    {
        using var world = new RequestWorld();
        await world.People.AddAsync(1, 2);
        world.People.AddPerson("Practitioner", "p3", 3, ",\"active\":false");
        world.People.AddPerson("Practitioner", "p4", 4);
        await world.People.KnowAsync(4, "stopped", "tel:+250788000104");
        world.People.AddPerson("Practitioner", "p5", null, ",\"telecom\":[{\"system\":\"phone\",\"value\":\"+250788000105\"}]");
        var request = new CommunicationRequest { Status = RequestStatus.Active, Payload = [new() { Content = new FhirString("Hello") }] };
        request.Payload[0].Content!.Extension.Add(new Extension { Url = QuestionnaireExtensions.Translation, Extension = [new("lang", new Code("rw")), new("content", new FhirString("Muraho"))] });
        request.Recipient.AddRange(Enumerable.Range(1, 5).Select(n => new ResourceReference($"Practitioner/p{n}")));

        var preview = await world.Get<RequestPreviews>().ReadAsync(request, CancellationToken.None);

        Assert.Equal((3, 2, 1), (preview.Recipients, preview.ByLanguage["kin"], preview.ByLanguage["eng"]));
        Assert.Equal([(MessagingCodes.ContactStopped, 1), (MessagingCodes.Inactive, 1)], preview.LeftOut.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => (l.Key, l.Value)));
        Assert.Equal("The registry counts the person as inactive.", preview.Reasons[MessagingCodes.Inactive]);
        Assert.Empty(preview.Faults);
        Assert.Equal(0, await world.QueuedAsync());

        request.Recipient.Add(new ResourceReference("Observation/1"));
        preview = await world.Get<RequestPreviews>().ReadAsync(request, CancellationToken.None);
        Assert.Equal((0, MessagingCodes.RecipientUnsupported), (preview.Recipients, Assert.Single(preview.Faults).Code));

        request.Status = RequestStatus.Draft;
        preview = await world.Get<RequestPreviews>().ReadAsync(request, CancellationToken.None);
        Assert.Equal((0, MessagingCodes.NotToBeSent), (preview.Recipients, Assert.Single(preview.Faults).Code));
    }

    [Fact]
    public async Task Create_People_AreChunksByZoneAndThoseWhoWaitApart()
    {
        using var world = new RequestWorld(("Mhero:Messaging:ChunkSize", "2"));
        Recipient Person(int number, string zone, bool isWaiting = false) => new($"Practitioner/p{number}", isWaiting ? null : RecipientWorld.ContactOf(number)) { TimeZone = zone, Scheme = "tel", Language = "kin" };
        var people = new ResolvedRecipients([Person(1, "UTC", true), Person(2, "Africa/Kigali"), Person(3, "UTC"), Person(4, "Africa/Kigali"), Person(5, "Africa/Kigali")], []);

        var receipt = await world.Requests.CreateAsync(new MessageOrder { Key = "k", Content = MessageContent.OfText("Hello", "eng"), ResolvedRecipients = people });

        var chunks = await world.Outbox.ChunksAsync(receipt.Id, CancellationToken.None).ToListAsync();
        Assert.Equal(
            ["1 Africa/Kigali p2 p4", "2 Africa/Kigali p5", "3 UTC p3", "4 UTC p1"],
            chunks.OrderBy(c => c.Number).Select(c => $"{c.Number} {c.TimeZone} {string.Join(' ', c.People.Select(p => p.Person!.Split('/')[1]))}"));
        Assert.Equal((RecipientWorld.ContactOf(2), "kin", "tel", SendState.Planned), (chunks[0].People[0].Contact, chunks[0].People[0].Language, chunks[0].People[0].Scheme, chunks[0].People[0].State));
    }

    [Theory]
    [InlineData("Hello", "eng", "eng", null)]
    [InlineData(" ", "eng", "eng", MessagingCodes.NoPayload)]
    [InlineData("Hello", "eng", "fra", MessagingCodes.BadLanguage)]
    [InlineData("Hello", "eng", null, MessagingCodes.BadLanguage)]
    [InlineData("1234567890", "eng", "eng", null)]
    [InlineData("12345678901", "eng", "eng", MessagingCodes.TextTooLong)]
    [InlineData("123456789@", "eng", "eng", MessagingCodes.TextTooLong)]
    [InlineData("123456789😀", "eng", "eng", null)]
    public async Task Create_Content_IsChecked(string text, string language, string? baseLanguage, string? code)
    {
        using var world = new RequestWorld(("Mhero:Messaging:MaxTextLength", "10"));
        var content = new MessageContent { Texts = new Dictionary<string, string> { [language] = text }, BaseLanguage = baseLanguage, IsLiteral = true };
        var order = new MessageOrder { Key = "k", Content = content, ResolvedRecipients = new([], []) };

        if (code is null)
        {
            Assert.False((await world.Requests.CreateAsync(order)).IsRepeat);
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<MessageRefusedException>(() => world.Requests.CreateAsync(order));
            Assert.Equal(code, Assert.Single(refusal.Faults).Code);
            Assert.Null(await world.Outbox.FindRequestAsync(MessageRequests.IdOf("k"), CancellationToken.None));
        }
    }

    [Theory]
    [InlineData(MessagingCodes.NoPayload, OperationOutcome.IssueType.Required)]
    [InlineData(MessagingCodes.NoRecipient, OperationOutcome.IssueType.Required)]
    [InlineData(MessagingCodes.UnknownFlow, OperationOutcome.IssueType.NotFound)]
    [InlineData(MessagingCodes.UnknownReference, OperationOutcome.IssueType.NotFound)]
    [InlineData(MessagingCodes.UnknownRequest, OperationOutcome.IssueType.NotFound)]
    [InlineData(MessagingCodes.TextTooLong, OperationOutcome.IssueType.TooLong)]
    [InlineData(MessagingCodes.TooManyRecipients, OperationOutcome.IssueType.TooLong)]
    [InlineData(MessagingCodes.PayloadUnsupported, OperationOutcome.IssueType.NotSupported)]
    [InlineData(MessagingCodes.RecipientUnsupported, OperationOutcome.IssueType.NotSupported)]
    [InlineData(MessagingCodes.ChangeUnsupported, OperationOutcome.IssueType.NotSupported)]
    [InlineData(MessagingCodes.BadLanguage, OperationOutcome.IssueType.Invalid)]
    public void Outcome_Fault_HasItsTypeCodeAndPlace(string code, OperationOutcome.IssueType type)
    {
        var issue = Assert.Single(RequestOutcome.Of([new RequestFault(code, "CommunicationRequest.payload", "Why")]).Issue);

        Assert.Equal((OperationOutcome.IssueSeverity.Error, type, code, "Why", "CommunicationRequest.payload"), (issue.Severity, issue.Code, issue.Details!.Coding[0].Code, issue.Diagnostics, issue.Expression.Single()));
        Assert.Equal(MheroSystems.IssueCodes, issue.Details.Coding[0].System);
    }
}
