using System.Collections;
using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;
using Mhero.Core.Extraction.Plan;

namespace Mhero.Core.Extraction.Run;

/// <summary>A resource, or one repetition of a group in it, that definitions fill.</summary>
/// <param name="outer">The frame around it; null for none.</param>
/// <param name="canonical">The definition that it is of.</param>
/// <param name="path">The steps from the resource to it.</param>
/// <param name="instance">The element that is filled.</param>
internal sealed class DefinitionFrame(DefinitionFrame? outer, string canonical, IReadOnlyList<ElementStep> path, Base instance)
{
    private readonly Dictionary<string, Base> _made = new(StringComparer.Ordinal);

    /// <summary>The innermost frame that an element belongs to; null when there is none.</summary>
    public static DefinitionFrame? Of(DefinitionFrame? innermost, ElementTarget target)
    {
        var frame = innermost;
        while (frame is not null && !frame.Holds(target))
        {
            frame = frame.Outer;
        }

        return frame;
    }

    /// <summary>The element that is filled.</summary>
    public Base Instance => instance;

    private DefinitionFrame? Outer => outer;

    /// <summary>Puts values into an element; those that it cannot hold are reported.</summary>
    public void Put(ElementTarget target, IReadOnlyList<Base> values, Coding? unit, string location, IssueLog issues)
    {
        var step = target.Steps[^1];
        var fitting = new List<Base>(values.Count);
        foreach (var value in values)
        {
            var coerced = step.Type is { } type ? Coercion.To(value, type, unit) : Coercion.ToAny(value, step.Property, unit);
            if (coerced is null)
            {
                issues.Error(ExtractionCodes.WrongType, location, $"{step.Property.Name} does not accept a {Coercion.NameOf(value)}, or not this value; it was left out.");
            }
            else
            {
                fitting.Add(coerced);
            }
        }

        Attach(target, fitting, location, issues);
    }

    /// <summary>Puts whole elements into an element.</summary>
    public void Attach(ElementTarget target, IReadOnlyList<Base> elements, string location, IssueLog issues)
    {
        if (elements.Count == 0)
        {
            return;
        }

        var owner = OwnerOf(target);
        var property = target.Steps[^1].Property;
        owner.TryGetValue(property.Name, out var present);
        if (property.IsCollection)
        {
            var list = present as IList ?? (IList)Activator.CreateInstance(property.PropertyType)!;
            foreach (var element in elements)
            {
                list.Add(element);
            }

            owner.SetValue(property.Name, list);
            return;
        }

        if (present is not null || elements.Count > 1)
        {
            issues.Warn(ExtractionCodes.SeveralValues, location, $"There are several values for {property.Name}, which takes one; the first was taken.");
        }

        if (present is null)
        {
            owner.SetValue(property.Name, elements[0]);
        }
    }

    private bool Holds(ElementTarget target) =>
        target.Canonical == canonical && target.Steps.Count > path.Count && path.Select((step, i) => step == target.Steps[i]).All(same => same);

    /// <summary>The element that has the target's last step; made on the way there if need be, once for all that share the frame.</summary>
    private Base OwnerOf(ElementTarget target)
    {
        var owner = instance;
        var way = "";
        for (var i = path.Count; i < target.Steps.Count - 1; i++)
        {
            var step = target.Steps[i];
            way += $".{step.Property.Name}:{step.Type?.Name}";
            if (!_made.TryGetValue(way, out var next))
            {
                owner.TryGetValue(step.Property.Name, out var present);
                next = present as Base ?? step.MappingOf()!.CreateInstance();
                if (step.Property.IsCollection)
                {
                    var list = present as IList ?? (IList)Activator.CreateInstance(step.Property.PropertyType)!;
                    list.Add(next);
                    owner.SetValue(step.Property.Name, list);
                }
                else if (present is null)
                {
                    owner.SetValue(step.Property.Name, next);
                }

                _made[way] = next;
            }

            owner = next;
        }

        return owner;
    }
}
