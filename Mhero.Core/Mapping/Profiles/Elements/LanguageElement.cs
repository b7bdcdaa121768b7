using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>The language to write to a worker in: the preferred <c>communication</c>, or the first. A Person has none.</summary>
internal static class LanguageElement
{
    public static string? Read(DomainResource person, IssueCollector issues)
    {
        var found = false;
        switch (person)
        {
            case Practitioner practitioner:
                foreach (var concept in practitioner.Communication)
                {
                    found = true;
                    if (ToCode(concept) is { } code)
                    {
                        return code;
                    }
                }

                break;
            case Patient { Communication.Count: > 0 } patient:
                found = true;
                if (Chosen(patient)?.Language is { } language)
                {
                    return ToCode(language);
                }

                break;
        }

        if (found)
        {
            issues.Warn(MappingCodes.UnknownLanguage, $"{person.TypeName}.communication", "No entry has a language code that ISO 639 knows; use BCP-47, such as rw or fr.");
        }

        return null;
    }

    public static void Write(WorkerDraft draft, string? code, IssueCollector issues)
    {
        if (draft.Person is Person)
        {
            issues.Inform(MappingCodes.NoSuchElement, "Person.communication", "A Person has no language in FHIR R4; the contact keeps its own.");
            return;
        }

        if (Read(draft.Person, IssueCollector.Ignored) is var current && (current == code || LanguageCodes.AreSame(current, code)))
        {
            return;
        }

        string? tag = null;
        if (code is not null && (tag = LanguageCodes.ToBcp47(code)) is null)
        {
            issues.Warn(MappingCodes.UnknownLanguage, "contact.language", "This is not an ISO 639-3 code; the registry keeps its language.");
            return;
        }

        switch (draft.EditPerson())
        {
            case Practitioner practitioner:
                Write(practitioner.Communication, tag);
                break;
            case Patient patient:
                Write(patient, tag);
                break;
        }
    }

    private static void Write(List<CodeableConcept> languages, string? tag)
    {
        if (tag is null)
        {
            languages.Remove(languages.First(l => ToCode(l) is not null));
            return;
        }

        // An entry for the language may say more than we do (pt-BR); it moves to the front as it is.
        var entry = languages.Find(l => LanguageCodes.AreSame(ToCode(l), tag)) ?? Create(tag);
        languages.Remove(entry);
        languages.Insert(0, entry);
    }

    private static void Write(Patient patient, string? tag)
    {
        if (tag is null)
        {
            patient.Communication.Remove(Chosen(patient)!);
            return;
        }

        var entry = patient.Communication.Find(c => c.Language is not null && LanguageCodes.AreSame(ToCode(c.Language), tag));
        if (entry is null)
        {
            patient.Communication.Insert(0, entry = new Patient.CommunicationComponent { Language = Create(tag) });
        }

        foreach (var other in patient.Communication.Where(c => c.Preferred == true))
        {
            other.Preferred = false;
        }

        entry.Preferred = true;
    }

    private static Patient.CommunicationComponent? Chosen(Patient patient) =>
        patient.Communication.Find(c => c.Preferred == true && c.Language is not null && ToCode(c.Language) is not null)
        ?? patient.Communication.Find(c => c.Language is not null && ToCode(c.Language) is not null);

    private static CodeableConcept Create(string tag) => new() { Coding = [new Coding(MheroSystems.Bcp47, tag)] };

    private static string? ToCode(CodeableConcept concept)
    {
        foreach (var coding in concept.Coding)
        {
            // Some registries leave the system out, or name ISO 639 itself.
            var known = coding.System is null or MheroSystems.Bcp47 || coding.System.Contains("639", StringComparison.Ordinal);
            if (known && LanguageCodes.ToIso6393(coding.Code) is { } code)
            {
                return code;
            }
        }

        return concept.Coding.Count == 0 ? LanguageCodes.ToIso6393(concept.Text) : null;
    }
}
