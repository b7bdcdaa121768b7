using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>
/// A worker being changed. Resources are copied when the first change is made to them, so one that needs none costs no
/// copy and the caller's are never touched.
/// </summary>
internal sealed class WorkerDraft : WorkerView
{
    private readonly string? _contactUuid;
    private PractitionerRole? _replacedRole;
    private bool _roleChanged;

    public WorkerDraft(HealthWorker worker, bool isNew, Guid? contactUuid, string linkSystem, PlaceIndex places, DateOnly today)
        : base(worker, places, today)
    {
        PersonChanged = isNew;
        _contactUuid = contactUuid?.ToString()
            ?? PersonElements.Identifiers(worker.Person).Find(i => i.System == linkSystem)?.Value;
    }

    public bool PersonChanged { get; private set; }

    /// <summary>The role that is being made; null when there is none.</summary>
    public PractitionerRole? CreatedRole => _roleChanged && _replacedRole is null ? PrimaryRole : null;

    public IReadOnlyList<PractitionerRole> ChangedRoles => _roleChanged ? [PrimaryRole!] : [];

    public HealthWorker ToWorker() => new(Person, _roleChanged
        ? [.. Roles.Select(r => ReferenceEquals(r, _replacedRole) ? PrimaryRole! : r), .. _replacedRole is null ? new[] { PrimaryRole! } : []]
        : Roles);

    public DomainResource EditPerson()
    {
        if (!PersonChanged)
        {
            Person = (DomainResource)Person.DeepCopy();
            PersonChanged = true;
        }

        return Person;
    }

    /// <summary>The primary role to change, made when there is none; null, with an issue, when there can be none.</summary>
    public PractitionerRole? EditRole(string path, IssueCollector issues)
    {
        if (_roleChanged)
        {
            return PrimaryRole;
        }

        if (PrimaryRole is { } current)
        {
            _replacedRole = current;
            PrimaryRole = (PractitionerRole)current.DeepCopy();
        }
        else if (Person is not Practitioner)
        {
            issues.Inform(MappingCodes.NoSuchElement, path, $"A {Person.TypeName} has no role in FHIR; the contact keeps its value.");
            return null;
        }
        else if (_contactUuid is not null && Roles.Any(IsOurs))
        {
            issues.Warn(MappingCodes.RoleEnded, path, "The role that was made from this contact has ended in the registry; give the worker a new role there.");
            return null;
        }
        else
        {
            PrimaryRole = CreateRole();
        }

        _roleChanged = true;
        return PrimaryRole;
    }

    private bool IsOurs(PractitionerRole role) =>
        role.Identifier.Exists(i => i.System == MheroSystems.ContactRole && i.Value == _contactUuid);

    private PractitionerRole CreateRole() => new()
    {
        Identifier = _contactUuid is null ? [] : [new Identifier(MheroSystems.ContactRole, _contactUuid)],
        Active = true,
        Practitioner = Person.Id is null ? null : new ResourceReference($"{Person.TypeName}/{Person.Id}"),
    };
}
