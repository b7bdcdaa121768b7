using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;
using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction.Plan;

/// <summary>The write of an entry, from the parts of an extract extension; each part may be missing.</summary>
internal sealed record RequestPlan
{
    public static readonly RequestPlan Plain = new();

    public PlannedExpression? FullUrl { get; private init; }

    public PlannedExpression? ResourceId { get; private init; }

    public PlannedExpression? IfNoneMatch { get; private init; }

    public PlannedExpression? IfModifiedSince { get; private init; }

    public PlannedExpression? IfMatch { get; private init; }

    public PlannedExpression? IfNoneExist { get; private init; }

    /// <summary>The search of a conditional update, by mHero's own extension.</summary>
    public PlannedExpression? UpdateIf { get; private init; }

    /// <summary>Whether an expression that decides what is written to is faulty: the entry is left out.</summary>
    public bool IsFaulty { get; private init; }

    /// <summary>Reads the parts of an extension.</summary>
    /// <param name="extension">A templateExtract, definitionExtract or observationExtractEntry.</param>
    /// <param name="location">Where it stands.</param>
    /// <param name="issues">Receives what is wrong with it.</param>
    public static RequestPlan Of(Extension extension, string location, IssueLog issues)
    {
        var plan = Plain;
        for (var i = 0; i < extension.Extension.Count; i++)
        {
            var part = extension.Extension[i];
            if (part.Url is "template" or "definition" or null)
            {
                continue;
            }

            PlannedExpression? Read() => ExpressionReader.Read(part.Value, $"{location}.extension[{i}]", issues);
            plan = part.Url switch
            {
                "fullUrl" => plan with { FullUrl = Read() },
                "resourceId" => plan.OrFaulty(plan with { ResourceId = Read() }, p => p.ResourceId),
                "ifNoneMatch" => plan.OrFaulty(plan with { IfNoneMatch = Read() }, p => p.IfNoneMatch),
                "ifModifiedSince" => plan.OrFaulty(plan with { IfModifiedSince = Read() }, p => p.IfModifiedSince),
                "ifMatch" => plan.OrFaulty(plan with { IfMatch = Read() }, p => p.IfMatch),
                "ifNoneExist" => plan.OrFaulty(plan with { IfNoneExist = Read() }, p => p.IfNoneExist),
                MheroSystems.ExtractUpdateIf => plan.OrFaulty(plan with { UpdateIf = Read() }, p => p.UpdateIf),
                _ => plan,
            };
        }

        return plan;
    }

    private RequestPlan OrFaulty(RequestPlan next, Func<RequestPlan, PlannedExpression?> part) =>
        part(next) is null ? this with { IsFaulty = true } : next;
}
