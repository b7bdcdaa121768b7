using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.Mapping.Profiles.Elements;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>Reads a Practitioner (with its roles), Person or Patient into the neutral form. Thread-safe.</summary>
internal sealed class WorkerToProfile : IMapper<WorkerSource, WorkerProfile>
{
    private readonly FieldBinding[] _fields;
    private readonly PhoneElement _phones;
    private readonly WhatsAppElement _whatsApp;

    /// <summary>Prepares the mapping; FHIRPath expressions are compiled here.</summary>
    /// <param name="options">Settings that <see cref="ContactMappingOptions.Validate"/> found no fault with.</param>
    public WorkerToProfile(ContactMappingOptions options)
    {
        _fields = FieldBindings.Create(options);
        LinkSystem = options.LinkSystem;
        var numbers = new PhoneNumbers(options.DefaultRegion);
        _phones = new PhoneElement(numbers);
        _whatsApp = new WhatsAppElement(numbers);
    }

    /// <summary>The system of the identifier by which workers name their contacts.</summary>
    public string LinkSystem { get; }

    /// <summary>The contact that the person's identifier names; null when there is none.</summary>
    public Guid? ContactOf(DomainResource person) =>
        WorkerIdentifiers.Of(person).FirstOrDefault(i => i.System == LinkSystem) is { Value: { } value } && Guid.TryParse(value, out var uuid) ? uuid : null;

    /// <inheritdoc/>
    public MappingResult<WorkerProfile> Map(WorkerSource from)
    {
        var issues = new IssueCollector();
        Report(from.Worker, issues);
        var view = new WorkerView(from.Worker, from.Places, from.Today);
        var name = NameElement.Choose(PersonElements.Names(view.Person), view.Today);
        List<string>? unknown = null;
        var values = new Dictionary<string, string>(_fields.Length, StringComparer.Ordinal);
        foreach (var field in _fields)
        {
            if (field.Read(view, issues, out var isUnknown) is { } value)
            {
                values.Add(field.Key, FieldTypes.ToNeutral(field.Map.Type, value));
            }
            else if (isUnknown)
            {
                (unknown ??= []).Add(field.Attribute);
            }
        }

        if (view.Person is Hl7.Fhir.Model.Person)
        {
            (unknown ??= []).Add(ProfileAttributes.Language);
        }

        var profile = new WorkerProfile
        {
            Name = name is null ? null : NameElement.Text(name),
            Language = LanguageElement.Read(view.Person, issues),
            Numbers = _phones.Read(view.Person, view.Today, issues),
            WhatsApp = _whatsApp.Read(view.Person, view.Today, issues),
            Fields = values,
            Active = PersonElements.IsActive(view.Person),
            Unknown = unknown ?? (IReadOnlyList<string>)[],
        };
        return new MappingResult<WorkerProfile>(profile, issues.ToList());
    }

    private static void Report(HealthWorker worker, IssueCollector issues)
    {
        foreach (var path in worker.Roles.Prepend<Resource>(worker.Person).SelectMany(FaultyValues.PathsOf))
        {
            issues.Warn(MappingCodes.FaultyValue, path, MappingCodes.FaultyValueAdvice);
        }
    }
}
