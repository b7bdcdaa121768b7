using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace Mhero.Core.Fhir;

/// <summary>Marks resources as errors where R4 has a place for it: <c>status</c>, or <c>verificationStatus</c> of a Condition or an AllergyIntolerance. Pure.</summary>
internal static class EnteredInError
{
    private const string ErrorCode = "entered-in-error";

    /// <summary>Marks a resource.</summary>
    /// <param name="resource">The resource; it is changed.</param>
    /// <returns>False for a type that has no such status; it is unchanged then.</returns>
    public static bool Mark(Resource resource)
    {
        switch (resource)
        {
            // Neither may have a clinical status beside it (con-5, ait-2).
            case Condition condition:
                (condition.VerificationStatus, condition.ClinicalStatus) = (new CodeableConcept(StandardSystems.ConditionVerification, ErrorCode), null);
                return true;
            case AllergyIntolerance allergy:
                (allergy.VerificationStatus, allergy.ClinicalStatus) = (new CodeableConcept(StandardSystems.AllergyVerification, ErrorCode), null);
                return true;
        }

        if (ModelInfo.ModelInspector.FindClassMapping(resource)?.FindMappedElementByName("status")?.ImplementingType is not { IsGenericType: true } type
            || type.GetGenericArguments() is not [{ IsEnum: true } codes]
            || EnumUtility.ParseLiteral(ErrorCode, codes) is null)
        {
            return false;
        }

        var status = (PrimitiveType)Activator.CreateInstance(type)!;
        status.JsonValue = ErrorCode;
        resource.SetValue("status", status);
        return true;
    }

    /// <summary>Whether a resource is marked already.</summary>
    /// <param name="resource">The resource.</param>
    public static bool IsMarked(Resource resource) => resource switch
    {
        Condition condition => Has(condition.VerificationStatus),
        AllergyIntolerance allergy => Has(allergy.VerificationStatus),
        _ => resource.TryGetValue("status", out var status) && status is PrimitiveType { JsonValue: ErrorCode },
    };

    private static bool Has(CodeableConcept? concept) => concept?.Coding.Exists(coding => coding.CodeElement?.JsonValue is ErrorCode) is true;
}
