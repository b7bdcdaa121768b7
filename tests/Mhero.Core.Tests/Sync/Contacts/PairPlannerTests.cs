using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;
using Contact = Mhero.Core.RapidPro.Model.Contact;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>What is planned for a pair, by what each side and the ledger hold.</summary>
public sealed class PairPlannerTests : IDisposable
{
    private const string Number = "+250788123456";
    private static readonly Guid Uuid = new("11111111-2222-4333-8444-555555555555");

    private readonly List<MemoryApp> _apps = [];

    public void Dispose() => _apps.ForEach(app => app.Dispose());

    [Fact]
    public void Plan_WorkerAlone_CreatesAContactWithItsLinkNumberAndGroup()
    {
        var pair = Plan(OfWorker());

        Assert.True(pair.IsOpen);
        var write = pair.Plan!.ContactWrite!;
        Assert.Equal(["tel:" + Number], write.Urns!);
        Assert.Equal(("1", "Practitioner"), (write.Fields!["globalid"], write.Fields["mheroentitytype"]));
        Assert.Equal(["Health workers"], write.Groups!);
        Assert.Null(pair.Plan.WorkerUpdate);
    }

    [Theory]
    [InlineData(false, Number, null)]
    [InlineData(true, null, SyncCodes.NoNumber)]
    public void Plan_WorkerAloneThatGetsNoContact_IsSkipped(bool active, string? number, string? code)
    {
        var pair = Plan(OfWorker(Worker(number, active)));

        Assert.Equal((ItemState.Skipped, code), Result(pair));
        Assert.Null(pair.Plan);
    }

    [Fact]
    public void Plan_WorkerAloneWhileContactsAreNotReadToTheirEnd_Waits()
    {
        var pair = Plan(OfWorker(), contactsKnown: false);

        Assert.Equal((ItemState.Postponed, SyncCodes.OtherSideUnread), (pair.State, pair.Code));
    }

    [Fact]
    public void Plan_WorkerAloneWhoseOnlyNumberIsAnothers_IsAReview()
    {
        var pair = OfWorker();
        pair.ForeignNumbers.Add(ContactLedger.NumberKey(Number));

        Plan(pair);

        Assert.Equal((ItemState.Review, SyncCodes.NumberOfAnother), (pair.State, pair.Code));
    }

    [Fact]
    public void Plan_WorkerWhoseContactWasDeletedBySetting_IsSkippedUntilAPersonDecides()
    {
        var pair = OfWorker();
        pair.WorkerRow = new(new WorkerRow { Abandoned = true }, "1");

        Assert.Equal(ItemState.Skipped, Plan(pair).State);
    }

    [Fact]
    public void Plan_ContactAlone_CreatesAWorkerThatNamesIt()
    {
        var pair = Plan(OfContact());

        var person = Assert.IsType<Practitioner>(pair.Plan!.WorkerUpdate!.Worker.Person);
        Assert.Equal(Uuid.ToString(), person.Identifier.Single(i => i.System == MheroSystems.ContactUuid).Value);
        Assert.Equal(Number, person.Telecom.Single().Value);
        Assert.Null(pair.Plan.ContactWrite);
    }

    [Fact]
    public void Plan_ContactAloneWhileWorkersAreNotReadToTheirEnd_Waits() =>
        Assert.Equal((ItemState.Postponed, SyncCodes.OtherSideUnread), Result(Plan(OfContact(), workersKnown: false)));

    [Fact]
    public void Plan_ContactWithoutNameAndAddress_IsSkipped() =>
        Assert.Equal((ItemState.Skipped, SyncCodes.RecordMissing), Result(Plan(OfContact(new Contact { Uuid = Uuid }))));

    [Fact]
    public void Plan_ContactOutOfScope_IsSkippedWithoutAReview() =>
        Assert.Equal((ItemState.Skipped, null), Result(Plan(OfContact(), settings: ("Mhero:Contacts:ImportGroups:0", "Nurses"))));

    [Fact]
    public void Plan_BothInStepAndLinked_WritesNothing()
    {
        var pair = Plan(Linked());

        Assert.False(pair.Plan!.Writes);
    }

    [Fact]
    public void Plan_BothButNotLinkedYet_WritesTheLinksAlone()
    {
        var pair = new Pair(new ContactItem { Worker = "Practitioner/1" }) { Worker = Worker(), Contact = Contact() };

        Plan(pair);

        Assert.Equal("1", pair.Plan!.ContactWrite!.Fields!["globalid"]);
        Assert.Equal((false, null), (pair.Plan.ContactWrite.Name.IsSet, pair.Plan.ContactWrite.Urns));
        var person = Assert.IsType<Practitioner>(pair.Plan.WorkerUpdate!.Worker.Person);
        Assert.Equal(Uuid.ToString(), person.Identifier.Single(i => i.System == MheroSystems.ContactUuid).Value);
    }

    [Fact]
    public void Plan_NameChangedInTheRegistry_IsWrittenToTheContact()
    {
        var pair = Linked();
        ((Practitioner)pair.Worker!.Person).Name[0].Family = "Mukamana";

        Plan(pair);

        Assert.Equal("Alice Mukamana", pair.Plan!.ContactWrite!.Name.Value);
        Assert.Null(pair.Plan.WorkerUpdate);
    }

    [Fact]
    public void Plan_NameChangedInRapidPro_IsWrittenToTheWorker()
    {
        var pair = Linked();
        pair.Contact = pair.Contact! with { Name = "Alice Mukamana" };

        Plan(pair);

        Assert.Null(pair.Plan!.ContactWrite);
        Assert.Equal("Mukamana", Assert.IsType<Practitioner>(pair.Plan.WorkerUpdate!.Worker.Person).Name.Single().Family);
    }

    [Fact]
    public void Plan_NameChangedOnBothSides_RegistryWinsAndTheConflictIsNamed()
    {
        var pair = Linked();
        ((Practitioner)pair.Worker!.Person).Name[0].Family = "Mukamana";
        pair.Contact = pair.Contact! with { Name = "Alice Ingabire" };

        Plan(pair);

        Assert.Equal("Alice Mukamana", pair.Plan!.ContactWrite!.Name.Value);
        Assert.Null(pair.Plan.WorkerUpdate);
        Assert.Single(pair.Plan.Conflicts);
    }

    [Fact]
    public void Plan_InactiveWorker_ContactLeavesTheGroupAndItsChangesAreHeld()
    {
        var pair = Linked(Worker(active: false));
        pair.Contact = pair.Contact! with { Urns = ["tel:" + Number, "tel:+250788999888"], Groups = [new ObjectReference(Guid.Empty, "Health workers")] };

        Plan(pair);

        Assert.Equal(ContactActions.Remove, pair.Plan!.Action);
        Assert.Null(pair.Plan.WorkerUpdate);
        Assert.Contains(ProfileAttributes.Numbers, pair.Plan.Held);
    }

    [Fact]
    public void Plan_InactiveWorkersContactLosesTheNumberThatBothHadWhileAnotherIsHeld_IsGivenItBack()
    {
        const string Further = "tel:+250788999888";
        var pair = Linked(Worker(active: false));
        var workerRow = pair.WorkerRow;
        pair.Contact = pair.Contact! with { Urns = ["tel:" + Number, Further] };
        (pair.WorkerRow, pair.ContactRow) = (null, null);
        Plan(pair);
        Assert.Contains(ProfileAttributes.Numbers, pair.Plan!.Held);
        var later = Linked(Worker(active: false));
        (later.WorkerRow, later.ContactRow) = (workerRow, new(Planner().RowAfter(pair), "2"));
        later.Contact = later.Contact! with { Urns = [Further] };

        Plan(later);

        Assert.Contains("tel:" + Number, later.Plan!.ContactWrite!.Urns!);
    }

    [Fact]
    public void Plan_InactiveWorkerWithPolicyBlock_ContactIsBlocked() =>
        Assert.Equal(ContactActions.Block, Plan(Linked(Worker(active: false)), settings: ("Mhero:Contacts:InactiveWorkers", "Block")).Plan!.Action);

    [Fact]
    public void Plan_WorkerIsActiveAgain_ContactThatMheroBlockedIsUnblocked()
    {
        var pair = Linked();
        pair.Contact = pair.Contact! with { Status = "blocked" };
        pair.WorkerRow = new(pair.WorkerRow!.Value.Row with { Blocked = true }, "1");

        Assert.Equal(ContactActions.Unblock, Plan(pair).Plan!.Action);
    }

    [Fact]
    public void Plan_ContactThatAPersonBlocked_StaysBlocked()
    {
        var pair = Linked();
        pair.Contact = pair.Contact! with { Status = "blocked" };

        Assert.Null(Plan(pair).Plan!.Action);
    }

    [Fact]
    public void Plan_WorkerIsGone_IsAnIssueAndTheContactLeavesTheGroup()
    {
        var pair = Linked();
        pair.Worker = null;
        pair.Contact = pair.Contact! with { Groups = [new ObjectReference(Guid.Empty, "Health workers")] };

        Plan(pair);

        Assert.Equal(SyncCodes.WorkerDeleted, Assert.Single(pair.WorkerIssues).Code);
        Assert.Equal(ContactActions.Remove, pair.Plan!.Action);
        Assert.Equal((null, null), (pair.Plan.ContactWrite, pair.Plan.WorkerUpdate));
    }

    [Fact]
    public void Plan_NumberLostInRapidPro_IsListedBeforeItIsTakenFromTheWorker()
    {
        var pair = Linked(Worker(Number, true, "+250788999888"));
        pair.Contact = pair.Contact! with { Urns = ["tel:" + Number] };

        Plan(pair);

        Assert.Equal(["+250788999888"], pair.Plan!.LostNumbers);
    }

    [Fact]
    public void Plan_NumberTakenOverByAnother_StaysWithTheWorkerAndIsNotSent()
    {
        var pair = Linked(Worker(Number, true, "+250788999888"));
        pair.Contact = pair.Contact! with { Urns = ["tel:" + Number] };
        pair.TakenNumbers.Add("+250788999888");

        Plan(pair);

        Assert.Equal((null, null), (pair.Plan!.WorkerUpdate, pair.Plan.ContactWrite));
        Assert.Equal(["+250788999888"], pair.Plan.TakenNumbers);
        Assert.Equal(["+250788999888"], Planner().RowAfter(pair).Taken!);
    }

    [Fact]
    public void Plan_NeitherSide_IsSkipped() =>
        Assert.Equal((ItemState.Skipped, SyncCodes.RecordMissing), Result(Plan(new Pair(new ContactItem { Worker = "Practitioner/1" }))));

    private static (ItemState State, string? Code) Result(Pair pair) => (pair.State, pair.Code);

    private static HealthWorker Worker(string? number = Number, bool active = true, params string[] more) => new(
        new Practitioner
        {
            Id = "1",
            Active = active,
            Name = [new HumanName { Family = "Uwase", Given = ["Alice"] }],
            Telecom = [.. more.Prepend(number).OfType<string>().Select(n => new ContactPoint(ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointUse.Mobile, n))],
        },
        []);

    private static Contact Contact(params string[] more) => new()
    {
        Uuid = Uuid,
        Name = "Alice Uwase",
        Status = "active",
        Urns = [.. more.Prepend(Number).Select(n => "tel:" + n)],
        Groups = [new ObjectReference(Guid.Empty, "Health workers")],
    };

    private static Pair OfWorker(HealthWorker? worker = null) => new(new ContactItem { Worker = "Practitioner/1" }) { Worker = worker ?? Worker() };

    private static Pair OfContact(Contact? contact = null) => new(new ContactItem { Contact = contact ?? Contact() });

    /// <summary>A worker and a contact that were in step when they were last seen.</summary>
    private Pair Linked(HealthWorker? now = null)
    {
        var numbers = ((Practitioner?)now?.Person)?.Telecom.Select(t => t.Value!).Skip(1).ToArray() ?? [];
        var contact = Contact(numbers) with { Fields = new Dictionary<string, string?> { ["globalid"] = "1", ["mheroentitytype"] = "Practitioner" } };
        var worker = now ?? Worker();
        ((Practitioner)worker.Person).Identifier.Add(new Identifier(MheroSystems.ContactUuid, Uuid.ToString()));
        return new Pair(new ContactItem { Worker = "Practitioner/1" })
        {
            Worker = worker,
            Contact = contact,
            WorkerRow = new(new WorkerRow { Contact = Uuid, Profile = Planner().ProfileOf(Worker(Number, true, numbers), PlaceIndex.Empty).Value }, "1"),
            ContactRow = new(new ContactRow { Worker = "Practitioner/1", Contact = contact }, "1"),
        };
    }

    private PairPlanner Planner(params (string Name, string Value)[] settings)
    {
        var app = new MemoryApp(null, settings);
        _apps.Add(app);
        return app.Get<PairPlanner>();
    }

    private Pair Plan(Pair pair, bool contactsKnown = true, bool workersKnown = true, params (string Name, string Value)[] settings)
    {
        Planner(settings).Plan(pair, PlaceIndex.Empty, contactsKnown, workersKnown);
        return pair;
    }
}
