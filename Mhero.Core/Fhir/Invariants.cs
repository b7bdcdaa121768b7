using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>The invariants of R4 for the resources and data types that mHero writes, by their keys in R4's definitions.</summary>
/// <remarks>
/// RawElements values are read and not the typed properties, which throw for a code that is not valid. Consent's ppc-2 to ppc-5 test
/// a system that R4 left unwritten, so no validator ever fires them; here the scope's own code system stands for it.
/// </remarks>
internal static class Invariants
{
    private static readonly string[] Abated = ["resolved", "remission", "inactive"];

    /// <summary>Checks one element, not those in it.</summary>
    /// <param name="element">The element or resource.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="resource">The resource that it is in.</param>
    /// <param name="violations">Receives what is broken.</param>
    public static void Check(Base element, string path, Resource resource, List<RuleViolation> violations)
    {
        void Ask(bool holds, string rule, string message)
        {
            if (!holds)
            {
                violations.Add(new(rule, path, message));
            }
        }

        CheckDataType(element, Ask);
        CheckComponent(element, Ask);
        CheckResource(element, Ask);
    }

    private static void CheckDataType(Base element, Action<bool, string, string> ask)
    {
        switch (element)
        {
            case Extension extension:
                ask(extension.Value is null != (extension.Extension.Count == 0), "ext-1", "An extension has either a value or extensions.");
                break;
            case ContactPoint point:
                ask(RawElements(point.ValueElement) is null || RawElements(point.SystemElement) is not null, "cpt-2", "A contact point with a value needs a system.");
                break;
            case Quantity quantity:
                ask(RawElements(quantity.CodeElement) is null || RawElements(quantity.SystemElement) is not null, "qty-3", "A quantity with a code needs a system.");
                break;
            case Period { Start: { } start, End: { } end }:
                ask(!IsAfter(start, end), "per-1", "A period does not end before it starts.");
                break;
        }
    }

    private static void CheckComponent(Base element, Action<bool, string, string> ask)
    {
        switch (element)
        {
            case Observation.ReferenceRangeComponent range:
                ask(range.Low is not null || range.High is not null || RawElements(range.TextElement) is not null, "obs-3", "A reference range has a low, a high or a text.");
                break;
            case MeasureReport.StratifierGroupComponent stratum:
                ask(stratum.Value is null != (stratum.Component.Count == 0), "mrp-2", "A stratum has either a value or components.");
                break;
            case Patient.ContactComponent contact:
                ask(
                    contact.Name is not null || contact.Telecom.Count > 0 || contact.Address is not null || contact.Organization is not null,
                    "pat-1",
                    "A patient's contact has a name, a contact point, an address or an organization.");
                break;
            case QuestionnaireResponse.ItemComponent item:
                ask(item.Answer.Count == 0 || item.Item.Count == 0, "qrs-1", "Items below an answer stand under the answer.");
                break;
            case Immunization.EducationComponent education:
                ask(RawElements(education.DocumentTypeElement) is not null || RawElements(education.ReferenceElement) is not null, "imm-1", "Education has a document type or a reference.");
                break;
        }
    }

    private static void CheckResource(Base element, Action<bool, string, string> ask)
    {
        switch (element)
        {
            case Observation observation:
                ask(observation.Value is null || observation.DataAbsentReason is null, "obs-6", "dataAbsentReason stands in place of a value, not beside it.");
                ask(
                    observation.Value is null || !observation.Component.Exists(component => Share(component.Code, observation.Code)),
                    "obs-7",
                    "With a value of its own no component has the Observation's own code.");
                break;
            case MeasureReport report:
                ask(RawElements(report.TypeElement) is not "data-collection" || report.Group.Count == 0, "mrp-1", "A report of type data-collection has no groups.");
                break;
            case Consent consent:
                CheckConsent(consent, ask);
                break;
            case Group group:
                ask(group.Member.Count == 0 || group.ActualElement?.JsonValue is true, "grp-1", "Only an actual group has members.");
                break;
            case Condition condition:
                CheckCondition(condition, ask);
                break;
            case Organization organization:
                ask(organization.Identifier.Count > 0 || RawElements(organization.NameElement) is not null, "org-1", "An organization has a name or an identifier.");
                ask(!organization.Address.Exists(address => RawElements(address.UseElement) is "home"), "org-2", "An organization has no home address.");
                ask(!organization.Telecom.Exists(telecom => RawElements(telecom.UseElement) is "home"), "org-3", "An organization has no contact point at home.");
                break;
            case DomainResource { Contained.Count: > 0 } holder:
                ask(!holder.Contained.OfType<DomainResource>().Any(contained => contained.Contained.Count > 0), "dom-2", "A contained resource contains none.");
                break;
        }
    }

    private static void CheckCondition(Condition condition, Action<bool, string, string> ask)
    {
        ask(
            condition.Abatement is null || Abated.Any(code => Has(condition.ClinicalStatus, StandardSystems.ConditionClinical, code)),
            "con-4",
            "A condition that has abated is inactive, resolved or in remission.");
        ask(
            condition.ClinicalStatus is null || !Has(condition.VerificationStatus, StandardSystems.ConditionVerification, "entered-in-error"),
            "con-5",
            "A condition entered in error has no clinical status.");
    }

    private static void CheckConsent(Consent consent, Action<bool, string, string> ask)
    {
        ask(consent.Policy.Count > 0 || consent.PolicyRule is not null, "ppc-1", "A consent has a policy or a policy rule.");
        foreach (var (scope, rule) in new[] { ("patient-privacy", "ppc-2"), ("research", "ppc-3"), ("adr", "ppc-4"), ("treatment", "ppc-5") })
        {
            ask(consent.Patient is not null || !Has(consent.Scope, StandardSystems.ConsentScope, scope), rule, $"A consent of scope {scope} has a patient.");
        }
    }

    private static string? RawElements(PrimitiveType? primitive) => primitive?.JsonValue as string;

    private static bool Has(CodeableConcept? concept, string system, string code) =>
        concept?.Coding.Exists(coding => RawElements(coding.SystemElement) == system && RawElements(coding.CodeElement) == code) == true;

    private static bool Share(CodeableConcept? one, CodeableConcept? other) =>
        one?.Coding.Exists(a => other?.Coding.Exists(b => RawElements(a.SystemElement) == RawElements(b.SystemElement) && RawElements(a.CodeElement) == RawElements(b.CodeElement)) == true) == true;

    // Partial dates are compared as far as both go.
    private static bool IsAfter(string start, string end)
    {
        if (start.Contains('T', StringComparison.Ordinal) && end.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, out var from) && DateTimeOffset.TryParse(end, CultureInfo.InvariantCulture, out var to))
        {
            return from > to;
        }

        var length = Math.Min(Math.Min(start.Length, end.Length), "yyyy-MM-dd".Length);
        return string.CompareOrdinal(start[..length], end[..length]) > 0;
    }
}
