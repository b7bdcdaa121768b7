using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.Mapping.Profiles.Elements;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>
/// Writes the named attributes of a profile into a worker's resources, or makes them. All else in them stays as it was.
/// Thread-safe.
/// </summary>
internal sealed class ProfileToWorker : IMapper<WorkerChange, WorkerUpdate>
{
    private readonly FieldBinding[] _fields;
    private readonly PhoneElement _phones;
    private readonly WhatsAppElement _whatsApp;
    private readonly ProfileCompletion _completion;
    private readonly string _linkSystem;

    /// <summary>Prepares the mapping; FHIRPath expressions are compiled here.</summary>
    /// <param name="options">Settings that <see cref="ContactMappingOptions.Validate"/> found no fault with.</param>
    public ProfileToWorker(ContactMappingOptions options)
    {
        _fields = FieldBindings.Create(options);
        var numbers = new PhoneNumbers(options.DefaultRegion);
        _phones = new PhoneElement(numbers);
        _whatsApp = new WhatsAppElement(numbers);
        _completion = new ProfileCompletion(options);
        _linkSystem = options.LinkSystem;
    }

    /// <inheritdoc/>
    public MappingResult<WorkerUpdate> Map(WorkerChange from)
    {
        var issues = new IssueCollector();
        var worker = from.Existing ?? new HealthWorker(Create(from.EntityType, issues), []);
        var draft = new WorkerDraft(worker, from.Existing is null, from.ContactUuid, _linkSystem, from.Places, from.Today);
        WriteLink(draft, from);
        if (from.Attributes.Contains(ProfileAttributes.Name))
        {
            WriteName(draft, from.Target.Name, issues);
        }

        if (from.Attributes.Contains(ProfileAttributes.Numbers))
        {
            _phones.Write(draft, from.Target.Numbers, issues);
        }

        if (from.Attributes.Contains(ProfileAttributes.WhatsApp))
        {
            _whatsApp.Write(draft, from.Target.WhatsApp, issues);
        }

        if (from.Attributes.Contains(ProfileAttributes.Language))
        {
            LanguageElement.Write(draft, from.Target.Language, issues);
        }

        foreach (var field in _fields)
        {
            if (from.Attributes.Contains(field.Attribute))
            {
                WriteField(field, draft, from.Target, issues);
            }
        }

        Complete(draft, isNew: from.Existing is null);
        var update = new WorkerUpdate(draft.ToWorker(), draft.PersonChanged, draft.ChangedRoles);
        return new MappingResult<WorkerUpdate>(update, issues.ToList());
    }

    private void Complete(WorkerDraft draft, bool isNew)
    {
        if (draft.PersonChanged)
        {
            _completion.Type(PersonElements.Identifiers(draft.Person));
        }

        if (isNew && draft.Person is Practitioner practitioner)
        {
            _completion.Complete(practitioner);
        }

        if (draft.CreatedRole is { } role)
        {
            _completion.Complete(role, draft.Today);
        }
    }

    private static DomainResource Create(string entityType, IssueCollector issues)
    {
        switch (entityType.ToUpperInvariant())
        {
            case "PATIENT":
                return new Patient { Active = true };
            case "PERSON":
                return new Person { Active = true };
            case "PRACTITIONER":
                return new Practitioner { Active = true };
            default:
                issues.Warn(MappingCodes.UnknownEntityType, "contact.fields.mheroentitytype", "The type must be Practitioner, Person or Patient; a Practitioner was made.");
                return new Practitioner { Active = true };
        }
    }

    private void WriteLink(WorkerDraft draft, WorkerChange change)
    {
        var uuid = change.ContactUuid?.ToString();
        if (uuid is null && !change.Attributes.Contains(ProfileAttributes.ContactUuid))
        {
            return;
        }

        var links = PersonElements.Identifiers(draft.Person).FindAll(IsLink);
        var isRight = uuid is null ? links.Count == 0 : links is [var only] && string.Equals(only.Value, uuid, StringComparison.OrdinalIgnoreCase);
        if (isRight)
        {
            return;
        }

        var identifiers = PersonElements.Identifiers(draft.EditPerson());
        var kept = uuid is null ? null : identifiers.Find(IsLink);
        identifiers.RemoveAll(i => IsLink(i) && !ReferenceEquals(i, kept));
        if (kept is not null)
        {
            kept.Value = uuid;
        }
        else if (uuid is not null)
        {
            identifiers.Add(new Identifier(_linkSystem, uuid));
        }
    }

    private bool IsLink(Identifier identifier) => identifier.System == _linkSystem;

    private static void WriteName(WorkerDraft draft, string? wanted, IssueCollector issues)
    {
        var current = NameElement.Choose(PersonElements.Names(draft.Person), draft.Today);
        var text = current is null ? null : NameElement.Text(current);
        if (wanted is null)
        {
            if (text is not null)
            {
                issues.Warn(MappingCodes.NameKept, "contact.name", "The contact's name was cleared; the registry keeps the worker's name.");
            }

            return;
        }

        // A name that RapidPro has cut is not a new one.
        if (ProfileComparer.SaySame(ProfileAttributes.Name, text, wanted))
        {
            return;
        }

        var names = PersonElements.Names(draft.EditPerson());
        var name = NameElement.Choose(names, draft.Today);
        if (name is null)
        {
            names.Add(name = new HumanName());
        }

        NameElement.Set(name, wanted);
    }

    private static void WriteField(FieldBinding field, WorkerDraft draft, WorkerProfile target, IssueCollector issues)
    {
        var value = target.Fields.GetValueOrDefault(field.Key);
        if (field is FacilityBinding { DistrictKey: { } district } facility)
        {
            facility.Write(draft, value, target.Fields.GetValueOrDefault(district), issues);
        }
        else
        {
            field.Write(draft, value, issues);
        }
    }
}
