using System.Collections;
using System.Reflection;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace Mhero.Core.Fhir;

/// <summary>
/// Sets aside what a resource of another system holds that is not valid in R4, since typed properties throw when they meet it. What
/// is set aside is written back as it was, unless the element has got another value by then.
/// </summary>
/// <remarks>
/// A text where a boolean or number belongs, or the other way round, and a code in other letters are read as what they mean; any other
/// value is read as if it were not there.
/// </remarks>
internal static class FaultyValues
{
    /// <summary>Where the faulty values of a resource are, as FHIRPath (<c>Practitioner.telecom[0].system</c>); empty when there is none.</summary>
    public static IEnumerable<string> PathsOf(Resource resource) => Of(resource).Select(fault => fault.Path);

    /// <summary>The faulty values of a resource; empty when there is none.</summary>
    public static IReadOnlyList<FaultyValue> Of(Resource resource) => resource.Annotation<Faults>()?.Values ?? [];

    /// <summary>The value that an element had before it was set aside; null when it has a valid one.</summary>
    public static string? RawOf(PrimitiveType? element) => element?.Annotation<Fault>()?.RawElements as string;

    /// <summary>Sets the faulty values of a resource aside.</summary>
    public static void SetAside(Resource resource)
    {
        var found = new FaultyValueList(resource.TypeName);
        Visit(resource, found);
        if (found.Values.Count > 0)
        {
            resource.AddAnnotation(new Faults(found.Values));
        }
    }

    /// <summary>Writes a resource with what was set aside, and sets it aside again.</summary>
    /// <param name="resource">The resource; no other thread may read it while it is written.</param>
    /// <param name="write">Writes it.</param>
    /// <remarks>It is not copied: Firely's copy loses members that R4 does not know when they hold lists.</remarks>
    public static byte[] Write(Resource resource, Func<Resource, byte[]> write)
    {
        if (resource.Annotation<Faults>() is null && !(resource is Bundle bundle && bundle.Entry.Exists(entry => entry.Resource?.Annotation<Faults>() is not null)))
        {
            return write(resource);
        }

        var undo = new List<Action>();
        Restore(resource, undo);
        try
        {
            return write(resource);
        }
        finally
        {
            undo.ForEach(action => action());
        }
    }

    private static void Visit(Base node, FaultyValueList found)
    {
        if (node is PrimitiveType primitive)
        {
            VisitValue(primitive, found);
        }
        else if (node.HasOverflow)
        {
            SetShapesAside(node, found);
        }

        foreach (var (name, value) in node.EnumerateElements())
        {
            switch (value)
            {
                case Resource resource when node is Bundle.EntryComponent:
                    // Each has its own paths, and goes its own way.
                    SetAside(resource);
                    break;
                case Base child:
                    found.Enter(name);
                    Visit(child, found);
                    found.Leave();
                    break;
                case IEnumerable<Base> children:
                    RemoveNulls(children, name, found);
                    var i = 0;
                    foreach (var child in children)
                    {
                        found.Enter(name, i++);
                        Visit(child, found);
                        found.Leave();
                    }

                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>R4 allows null in a list beside an extension alone; then the reader has made an element of it. Any other says nothing.</summary>
    private static void RemoveNulls(IEnumerable<Base> children, string name, FaultyValueList found)
    {
        if (children is not IList list)
        {
            return;
        }

        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i] is null)
            {
                list.RemoveAt(i);
                found.Enter(name, i);
                found.Add(null);
                found.Leave();
            }
        }
    }

    private static void VisitValue(PrimitiveType primitive, FaultyValueList found)
    {
        if (primitive.JsonValue is null || primitive.HasValidValue() || !Throws(primitive))
        {
            return;
        }

        var raw = primitive.JsonValue;
        var meant = Candidates(primitive, raw).FirstOrDefault(value =>
        {
            primitive.JsonValue = value;
            return primitive.HasValidValue();
        });
        primitive.JsonValue = meant;
        primitive.AddAnnotation(new Fault(raw, meant));
        found.Add(Convert.ToString(raw, CultureInfo.InvariantCulture));
    }

    /// <summary>An element of another shape than R4's (a text where a list belongs). Elements that R4 does not know do no harm.</summary>
    private static void SetShapesAside(Base node, FaultyValueList found)
    {
        if (ModelInfo.ModelInspector.FindClassMapping(node.GetType()) is not { } mapping)
        {
            return;
        }

        foreach (var (name, value) in node.EnumerateElements().ToList())
        {
            if (mapping.FindMappedElementByName(name) is { } property && IsOfAnotherShape(property, value))
            {
                node.SetValue(name, null);
                node.AddAnnotation(new Shape(name, value));
                found.Enter(name);
                found.Add(null);
                found.Leave();
            }
        }
    }

    private static bool IsOfAnotherShape(PropertyMapping property, object value) =>
        property.IsCollection ? value is not IEnumerable<Base> || value is Base
        : typeof(Base).IsAssignableFrom(property.ImplementingType) && !property.ImplementingType.IsInstanceOfType(value);

    /// <summary>Some values are not valid, and are read all the same (a date with one digit).</summary>
    private static bool Throws(PrimitiveType primitive)
    {
        try
        {
            primitive.GetType().GetProperty("Value", BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)?.GetValue(primitive);
            return false;
        }
        catch (TargetInvocationException e) when (e.InnerException is CodedException or FormatException or InvalidCastException)
        {
            return true;
        }
    }

    private static IEnumerable<object> Candidates(PrimitiveType primitive, object raw)
    {
        if (raw is not string text)
        {
            yield return raw is bool flag ? (flag ? "true" : "false") : Convert.ToString(raw, CultureInfo.InvariantCulture)!;
            yield break;
        }

        if (bool.TryParse(text, out var isTrue) && primitive is FhirBoolean)
        {
            yield return isTrue;
        }
        else if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            yield return number;
        }
        else if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction))
        {
            yield return fraction;
        }
        else
        {
            yield return text.Trim().ToLowerInvariant();
        }
    }

    private static void Restore(Base node, List<Action> undo)
    {
        if (node is PrimitiveType primitive && primitive.Annotation<Fault>() is { } fault && Equals(primitive.JsonValue, fault.Meant))
        {
            primitive.JsonValue = fault.RawElements;
            undo.Add(() => primitive.JsonValue = fault.Meant);
        }

        foreach (var shape in node.Annotations<Shape>())
        {
            if (!node.TryGetValue(shape.Name, out _))
            {
                node.SetValue(shape.Name, shape.Value);
                undo.Add(() => node.SetValue(shape.Name, null));
            }
        }

        foreach (var (_, value) in node.EnumerateElements().ToList())
        {
            foreach (var child in value as IEnumerable<Base?> ?? (value is Base one ? [one] : []))
            {
                if (child is not null)
                {
                    Restore(child, undo);
                }
            }
        }
    }

    private sealed record Faults(IReadOnlyList<FaultyValue> Values);

    private sealed record Fault(object RawElements, object? Meant);

    private sealed record Shape(string Name, object Value);
}
