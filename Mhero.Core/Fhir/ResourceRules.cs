using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>
/// Rules of R4 that the SDK's own <c>Validate()</c> does not check: the target types of references, and the invariants of
/// the resources that mHero writes. Pure; safe for use by many threads.
/// </summary>
/// <remarks>
/// Targets of references are those of the SDK's generated classes, which come from R4's definitions. Only the type that a
/// reference names is checked: a reference without one (an identifier alone) is accepted.
/// </remarks>
public static class ResourceRules
{
    /// <summary>The rule that a reference leads to one of the types that R4 allows there.</summary>
    public const string ReferenceType = "ref-type";

    private const int MaxDepth = 64;

    private static readonly ConcurrentDictionary<PropertyInfo, string[]> Targets = [];

    /// <summary>Checks a resource, contained ones included.</summary>
    /// <param name="resource">The resource; not changed.</param>
    /// <param name="typeOfUrl">The resource type behind a <c>urn:uuid:</c> of the same bundle; null for one that is not known there.</param>
    /// <returns>Every rule that is broken; empty when all is well.</returns>
    public static IReadOnlyList<RuleViolation> Check(Resource resource, Func<string, string?>? typeOfUrl = null)
    {
        var violations = new List<RuleViolation>();
        Walk(resource, resource.TypeName, resource, typeOfUrl, violations, 0);
        return violations;
    }

    /// <summary>The types that a reference element may point to.</summary>
    /// <param name="type">Resource type, or a backbone element as R4 names its path (<c>Patient.link</c>).</param>
    /// <param name="element">Name of the element.</param>
    /// <returns>Resource types; empty when any is allowed.</returns>
    public static IReadOnlyList<string> TargetsOf(string type, string element) =>
        ModelInfo.ModelInspector.FindClassMapping(type)?.FindMappedElementByName(element) is { } property ? TargetsOf(property) : [];

    /// <summary>Whether one of the targets is the type; a type that is not known is.</summary>
    /// <param name="targets">The targets; empty for any.</param>
    /// <param name="type">The type of the resource; null when it is not known.</param>
    public static bool Allows(IReadOnlyList<string> targets, string? type) =>
        type is null || targets.Count == 0 || targets.Contains("Resource") || targets.Contains(type);

    /// <summary>The resource type that a reference names: by its <c>type</c>, or in a literal or conditional reference.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="typeOfUrl">The resource type behind a <c>urn:uuid:</c>; null when none is known.</param>
    /// <returns>The type; null when the reference does not name it.</returns>
    public static string? TypeOf(ResourceReference reference, Func<string, string?>? typeOfUrl = null)
    {
        if (reference.ReferenceElement?.JsonValue is string { Length: > 0 } text && text[0] != '#')
        {
            if (text.StartsWith("urn:", StringComparison.Ordinal))
            {
                return typeOfUrl?.Invoke(text) ?? reference.TypeElement?.JsonValue as string;
            }

            var query = text.Split('?');
            var name = query.Length > 1 ? query[0] : ResourceLocation.Parse(text).Type;
            if (name is not null && ModelInfo.IsKnownResource(name))
            {
                return name;
            }
        }

        return reference.TypeElement?.JsonValue is string type ? type[(type.LastIndexOf('/') + 1)..] : null;
    }

    private static void Walk(Base element, string path, Resource root, Func<string, string?>? typeOfUrl, List<RuleViolation> violations, int depth)
    {
        if (depth > MaxDepth || element is PrimitiveType)
        {
            return;
        }

        Invariants.Check(element, path, element as Resource ?? root, violations);
        var mapping = ModelInfo.ModelInspector.FindClassMapping(element);
        foreach (var (name, value) in element.EnumerateElements())
        {
            if (value is IList list)
            {
                for (var i = 0; i < list.Count; i++)
                {
                    One(list[i], $"{path}.{name}[{i}]");
                }
            }
            else
            {
                One(value, $"{path}.{name}");
            }

            void One(object? child, string at)
            {
                if (child is ResourceReference reference && mapping?.FindMappedElementByName(name) is { } property)
                {
                    var type = TypeOf(reference, typeOfUrl);
                    var targets = TargetsOf(property);
                    if (!Allows(targets, type))
                    {
                        violations.Add(new(ReferenceType, at, $"R4 allows a reference to {string.Join(", ", targets)} here and none to a {type}."));
                    }
                }

                if (child is Base part)
                {
                    Walk(part, at, element as Resource ?? root, typeOfUrl, violations, depth + 1);
                }
            }
        }
    }

    private static string[] TargetsOf(PropertyMapping property) => property.NativeProperty is { } native
        ? Targets.GetOrAdd(native, static info => info.GetCustomAttribute<ReferencesAttribute>()?.Resources ?? [])
        : [];
}
