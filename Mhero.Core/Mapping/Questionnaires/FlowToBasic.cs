using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>
/// Lists a flow as <c>Basic</c>, which is how iHRIS finds the flows that it can start: its id is the flow's UUID. The
/// counts of runs that the predecessor had in it are left out, since they would change it with every answer. Thread-safe.
/// </summary>
internal sealed class FlowToBasic : IMapper<Flow, Basic>
{
    /// <inheritdoc/>
    public MappingResult<Basic> Map(Flow from)
    {
        var details = new Extension { Url = MheroSystems.WorkflowDetails };
        Add(details, "name", TextNormalizer.Clean(from.Name) is { } name ? new FhirString(name) : null);
        Add(details, "uuid", new FhirString(from.Uuid.ToString()));
        Add(details, "flow_type", string.IsNullOrWhiteSpace(from.Type) ? null : new FhirString(from.Type));
        Add(details, "archived", new FhirBoolean(from.Archived));
        Add(details, "expires", from.Expires is >= int.MinValue and <= int.MaxValue and var expires ? new Integer((int)expires) : null);
        Add(details, "created_on", from.CreatedOn is { } created ? new FhirDateTime(FhirTimes.Write(created)) : null);
        Add(details, "modified_on", from.ModifiedOn is { } modified ? new FhirDateTime(FhirTimes.Write(modified)) : null);
        var basic = new Basic
        {
            Id = from.Uuid.ToString(),
            Meta = new Meta { Profile = [MheroSystems.WorkflowProfile] },
            Extension = [details],
            Identifier = [new Identifier(MheroSystems.FlowUuid, from.Uuid.ToString())],
            Code = new CodeableConcept(MheroSystems.BasicKind, MheroSystems.WorkflowCode, "RapidPro flow", null),
            Created = from.CreatedOn is { } on ? FhirTimes.Write(on)[..10] : null,
        };
        return new MappingResult<Basic>(basic, []);
    }

    private static void Add(Extension details, string name, DataType? value)
    {
        if (value is not null)
        {
            details.Extension.Add(new Extension(name, value));
        }
    }
}
