using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using static Mhero.Core.Tests.Examples.ExampleFlow;

namespace Mhero.Core.Tests.Examples;

/// <summary>The sample runs as responses, oldest first, by the workers and facilities of the first example's registry.</summary>
internal static class ExampleResponses
{
    public static IReadOnlyList<(Questionnaire Questionnaire, MappingResult<QuestionnaireResponse> Result)> Of(Example example)
    {
        var mapper = new RunToQuestionnaireResponse(new RunMappingOptions());
        var places = new PlaceIndex(Example.Registry.OfType<Location>());
        var questionnaires = example.Flows.ToDictionary(flow => flow.Uuid, flow => example.QuestionnaireOf(flow.Uuid));
        return [.. example.Runs.OrderBy(run => run.ModifiedOn).Select(run =>
        {
            var questionnaire = questionnaires[run.Flow!.Uuid.ToString()];
            return (questionnaire, mapper.Map(new RunSource(run, questionnaire, PeopleOf(run.Contact!.Uuid), places)));
        })];
    }

    /// <summary>The health worker of a contact.</summary>
    public static RunPeople PeopleOf(Guid contact)
    {
        var known = Example.Contacts.SingleOrDefault(row => Text(row!, "uuid") == contact.ToString());
        if (known is null)
        {
            return new RunPeople(RunPeople.Unknown(contact));
        }

        // As the sync links them: by identifier, else by employee number, else by the last digits of the number.
        var digits = ((string)known["urns"]![0]!)[^9..];
        var worker = Example.Registry.OfType<Practitioner>().FirstOrDefault(w => w.Identifier.Exists(id => id.System == MheroSystems.ContactUuid && id.Value == contact.ToString()))
            ?? Example.Registry.OfType<Practitioner>().FirstOrDefault(w => (string?)known["fields"]!["employee_number"] is { } number && w.Identifier.Exists(id => id.Value == number))
            ?? Example.Registry.OfType<Practitioner>().Single(w => w.Telecom.Exists(t => string.Concat((t.Value ?? "").Where(char.IsAsciiDigit)).EndsWith(digits, StringComparison.Ordinal)));
        var role = Example.Registry.OfType<PractitionerRole>().First(role => role.Practitioner?.Reference == $"Practitioner/{worker.Id}");
        return new RunPeople(new ResourceReference($"Practitioner/{worker.Id}"), new ResourceReference(role.Location[0].Reference!));
    }
}
