namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>A question at which the ways part.</summary>
/// <param name="Asking">The node that asks it.</param>
/// <param name="Without">The nodes that a run can come to without having been asked.</param>
/// <param name="Exits">The ways out.</param>
internal sealed record Branch(int Asking, NodeSet Without, IReadOnlyList<BranchExit> Exits)
{
    /// <summary>
    /// The answers after which alone another question is met: every way to it passes this question and leaves it by one
    /// of its options, while another answer leads past it to an end, and no way leads back here, which would change the answer.
    /// </summary>
    /// <param name="options">The names of this question's options.</param>
    /// <param name="target">The nodes that ask the other question.</param>
    /// <param name="after">All that those lead to.</param>
    /// <returns>The names; empty when it does not decide.</returns>
    public IReadOnlyList<string> Deciding(IReadOnlySet<string> options, NodeSet target, NodeSet after)
    {
        if (target.Contains(Asking) || after.Contains(Asking) || target.Overlaps(Without))
        {
            return [];
        }

        List<string> deciding = [];
        var leadsPast = false;
        foreach (var exit in Exits)
        {
            if (target.Overlaps(exit.Reached))
            {
                deciding.AddRange(exit.Categories);
            }
            else
            {
                leadsPast |= !exit.IsTimeOut && exit.Reached.Contains(FlowGraph.End);
            }
        }

        return leadsPast && deciding.TrueForAll(options.Contains) ? deciding : [];
    }
}
