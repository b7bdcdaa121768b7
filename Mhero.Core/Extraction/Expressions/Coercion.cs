using System.Text.RegularExpressions;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using SystemQuantity = Hl7.Fhir.ElementModel.Types.Quantity;

namespace Mhero.Core.Extraction.Expressions;

/// <summary>
/// Turns what an expression selects into a value of the type that an element has, where R4 leaves no doubt what is meant.
/// Results of FHIRPath operators are the SDK's own <c>System.*</c> types: as elements of a resource they would be serialised
/// as something that is not FHIR, so nothing selected goes into a resource but through here.
/// </summary>
internal static partial class Coercion
{
    /// <summary>The value as the type, or null when it does not have that type.</summary>
    /// <param name="value">The selected value; not changed.</param>
    /// <param name="target">The type of the element.</param>
    /// <param name="unit">The unit of a number that becomes a Quantity, where <paramref name="basis"/> has none; null for the unit 1.</param>
    /// <param name="basis">What stands there already, for types of which the value is only a part (unit, display); it is changed and returned.</param>
    public static DataType? To(Base value, Type target, Coding? unit = null, Base? basis = null)
    {
        if (Plain(value) is not { } plain)
        {
            return target == typeof(ResourceReference) && value is Resource { Id: not null } resource
                ? Reference(basis, $"{resource.TypeName}/{resource.Id}")
                : null;
        }

        if (plain.GetType() == target)
        {
            return plain is PrimitiveType primitive ? Valid(primitive) : plain.DeepCopy();
        }

        if (typeof(PrimitiveType).IsAssignableFrom(target))
        {
            return ToPrimitive(plain, target);
        }

        return ToComplex(plain, target, unit, basis);
    }

    /// <summary>The value as one of the types that an element may have; the type nearest to the value's own first.</summary>
    public static DataType? ToAny(Base value, PropertyMapping property, Coding? unit = null)
    {
        if (property.Choice != ChoiceType.DatatypeChoice)
        {
            return To(value, property.ImplementingType, unit);
        }

        foreach (var type in property.FhirType.OrderBy(type => Distance(value, type)))
        {
            if (To(value, type, unit) is { } coerced)
            {
                return coerced;
            }
        }

        return null;
    }

    /// <summary>The type of a value as FHIR calls it.</summary>
    public static string NameOf(Base value) => (Plain(value) ?? value).TypeName;

    /// <summary>The FHIR type that stands for a FHIRPath type; the value itself if it has a FHIR type. Null for a value that is not a data type.</summary>
    public static DataType? Plain(Base value) => value is PrimitiveType system && system.TypeName.StartsWith("System.", StringComparison.Ordinal)
        ? system.JsonValue switch
        {
            bool flag => new FhirBoolean(flag),
            int number => new Integer(number),
            long number => number is >= int.MinValue and <= int.MaxValue ? new Integer((int)number) : new FhirDecimal(number),
            decimal number => new FhirDecimal(number),
            SystemQuantity quantity => ToQuantity(quantity),
            { } other => system.TypeName switch
            {
                "System.Date" => new Date { JsonValue = other.ToString() },
                "System.DateTime" => new FhirDateTime { JsonValue = Padded(other.ToString()!) },
                "System.Time" => new Time { JsonValue = Padded(other.ToString()!) },
                _ => new FhirString(other.ToString()),
            },
            null => null,
        }
        : value as DataType;

    private static int Distance(Base value, Type type) => (Plain(value), type.Name) switch
    {
        (DataType plain, _) when plain.GetType() == type => 0,
        (Date or Instant, nameof(FhirDateTime)) => 1,
        (Integer or FhirDecimal, nameof(Quantity)) => 1,
        (Coding, nameof(CodeableConcept)) => 1,
        (FhirUri or FhirUrl or Canonical or Code, nameof(FhirString)) => 1,
        (_, nameof(FhirString)) => 3,
        _ => 2,
    };

    private static PrimitiveType? ToPrimitive(DataType plain, Type target)
    {
        var raw = plain switch
        {
            PrimitiveType primitive => primitive.JsonValue,
            Coding coding => IsText(target) ? coding.Display ?? coding.Code : coding.Code,
            CodeableConcept concept when IsText(target) => concept.Text ?? concept.Coding.Select(coding => coding.Display ?? coding.Code).FirstOrDefault(),
            CodeableConcept concept => concept.Coding.Select(coding => coding.Code).FirstOrDefault(code => code is not null),
            ResourceReference reference when target == typeof(FhirString) => reference.Reference,
            _ => null,
        };
        if (raw is null)
        {
            return null;
        }

        var result = (PrimitiveType)Activator.CreateInstance(target)!;
        result.JsonValue = result switch
        {
            FhirBoolean => raw as bool?,
            FhirDecimal => raw is int number ? number : raw as decimal?,
            Integer or PositiveInt or UnsignedInt => raw is decimal number && number == decimal.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (int)number : raw as int?,
            // A birth date taken from a time is its date. FHIRPath has no shorter form that keeps a partial date.
            Date => raw is string { Length: > 10 } time && time[10] == 'T' ? time[..10] : raw as string,
            FhirDateTime or Instant or Time => raw is string time ? Padded(time) : null,
            Id => raw is string id && id.StartsWith(StandardSystems.UrnUuid, StringComparison.Ordinal) ? id[StandardSystems.UrnUuid.Length..] : raw as string,
            FhirUri or FhirUrl or Canonical => raw is string uri && !uri.Any(char.IsWhiteSpace) ? uri : null,
            _ => raw is bool flag ? (flag ? "true" : "false") : Convert.ToString(raw, CultureInfo.InvariantCulture),
        };
        return Valid(result);
    }

    private static DataType? ToComplex(DataType plain, Type target, Coding? unit, Base? basis)
    {
        if (target == typeof(ResourceReference))
        {
            return plain switch
            {
                Identifier identifier => new ResourceReference { Identifier = (Identifier)identifier.DeepCopy() },
                FhirString or FhirUri or FhirUrl or Canonical or Id => Reference(basis, (string)((PrimitiveType)plain).JsonValue!),
                _ => null,
            };
        }

        if (target == typeof(CodeableConcept))
        {
            return ToConcept(plain, basis as CodeableConcept ?? new CodeableConcept());
        }

        if (target == typeof(Coding))
        {
            return plain is CodeableConcept { Coding: [var first, ..] } ? first.DeepCopy() : null;
        }

        return typeof(Quantity).IsAssignableFrom(target) ? ToQuantity(plain, target, unit, basis) : null;
    }

    private static CodeableConcept? ToConcept(DataType plain, CodeableConcept concept)
    {
        switch (plain)
        {
            // A typed answer that is not one of the options has a display and no code: that is a concept's text.
            case Coding { Code: null, Display: { } display }:
                concept.Text = display;
                return concept;
            case Coding coding:
                concept.Coding = [(Coding)coding.DeepCopy()];
                return concept;
            case FhirString { JsonValue: string text }:
                concept.Text = text;
                return concept;
            default:
                return null;
        }
    }

    private static Quantity? ToQuantity(DataType plain, Type target, Coding? unit, Base? basis)
    {
        switch (plain)
        {
            case Quantity quantity:
                var copy = (Quantity)Activator.CreateInstance(target)!;
                foreach (var (name, element) in quantity.EnumerateElements())
                {
                    copy.SetValue(name, element is Base part ? part.DeepCopy() : element);
                }

                return copy;
            case FhirDecimal or Integer when ToPrimitive(plain, typeof(FhirDecimal)) is FhirDecimal { JsonValue: decimal number }:
                var measured = basis as Quantity ?? (Quantity)Activator.CreateInstance(target)!;
                if (measured is { Code: null, Unit: null })
                {
                    (measured.System, measured.Code, measured.Unit) = unit is null ? (StandardSystems.Ucum, "1", null) : (unit.System, unit.Code, unit.Display);
                }

                measured.Value = number;
                return measured;
            default:
                return null;
        }
    }

    private static ResourceReference Reference(Base? basis, string text)
    {
        var reference = basis as ResourceReference ?? new ResourceReference();
        reference.Reference = text;
        return reference;
    }

    private static PrimitiveType? Valid(PrimitiveType primitive)
    {
        if (primitive.JsonValue is string text && string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return primitive.JsonValue is not null && primitive.HasValidValue() ? (PrimitiveType)primitive.DeepCopy() : null;
    }

    private static bool IsText(Type type) => type == typeof(FhirString) || type == typeof(Markdown);

    // FHIRPath knows times to the minute, FHIR does not.
    private static string Padded(string time) => ToTheMinute().Replace(time, "${time}:00${zone}");

    [GeneratedRegex(@"(?<time>(?:T|^)\d\d:\d\d)(?<zone>Z|[+-]\d\d:\d\d|$)")]
    private static partial Regex ToTheMinute();

    private static Quantity ToQuantity(SystemQuantity quantity)
    {
        var code = quantity.Unit switch
        {
            "year" => "a",
            "month" => "mo",
            "week" => "wk",
            "day" => "d",
            "hour" => "h",
            "minute" => "min",
            "second" => "s",
            "millisecond" => "ms",
            var unit => unit,
        };
        return new Quantity(quantity.Value, code, StandardSystems.Ucum);
    }
}
