using Mhero.Core.Dhis2;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Reports;

/// <summary>One report for one destination while it is worked on.</summary>
/// <param name="item">The item as the queue brought it.</param>
internal sealed class ReportWork(ReportItem item) : Work<ReportItem>(item)
{
    /// <summary>The numbers that are refused, with the reasons; the rest of the report is delivered.</summary>
    public IReadOnlyDictionary<string, Refusal> Refusals { get; private set; } = new Dictionary<string, Refusal>();

    /// <summary>Whether its failure may be in the report itself and not in the server.</summary>
    public bool MayBeOfReport { get; private set; }

    private Dhis2Exception? _failure;

    /// <summary>Finishes the report.</summary>
    /// <param name="refusals">The numbers that are refused now.</param>
    /// <param name="refusedBefore">The numbers that were refused before.</param>
    public void Deliver(IReadOnlyDictionary<string, Refusal> refusals, IEnumerable<string> refusedBefore)
    {
        Refusals = refusals;
        Item = Item with { Accepted = [.. refusedBefore.Where(value => !refusals.ContainsKey(value))] };
        Finish(ItemState.Done);
    }

    /// <summary>Sets a failure of the destination.</summary>
    public void Fail(Dhis2Exception exception)
    {
        (_failure, MayBeOfReport) = (exception, exception.MayBeOfRequest);
        base.Fail(exception);
    }

    /// <summary>Ends as another item of the same report did.</summary>
    public void FollowStateOf(ReportWork lead)
    {
        if (lead._failure is { } failure)
        {
            Fail(failure);
        }
        else if (lead is { State: ItemState.Dead, Signature: { } signature })
        {
            Fail(signature, lead.Code!, lead.Cause!);
        }
        else
        {
            Finish(lead.State, lead.Code, lead.Cause, lead.Delay);
        }
    }
}
