using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>runs.json</c>: the runs of all flows, of a flow or of a contact, last changed first.</summary>
internal sealed class RunsEndpoint(ApiContext context) : Endpoint("runs", "GET")
{
    private static readonly SortedSet<PageKey> Nothing = [];

    private readonly RunJson _json = new(context);

    public override string Scope => "v2.runs";

    protected override ApiResponse Get(ApiRequest request)
    {
        var (flow, contact) = (request.Filter("flow"), request.Filter("contact"));
        if (flow is not null && contact is not null)
        {
            return ApiResponse.Detail(400, "You may only specify one of the contact, flow parameters");
        }

        var rules = context.Rules;
        var refusal = rules.RefuseNumber(request, "id") ?? rules.RefuseUuid(request, "uuid", always: true)
            ?? rules.RefuseUuid(request, "flow") ?? rules.RefuseUuid(request, "contact");
        if (refusal is not null || !PageRequest.TryRead(request, out var wanted, out refusal))
        {
            return refusal;
        }

        var responded = request.Flag("responded");
        var (page, runs) = context.Workspace.WithLock(w =>
        {
            var read = wanted.Read(Choose(w, request, flow, contact), responded ? id => w.RunWith(id)!.Responded : null);
            return (read, read.Keys.ConvertAll(k => (Run: w.RunWith(k.Id)!, Contact: w.ContactOf(w.RunWith(k.Id)!))));
        });
        var paths = request.Param("paths") is null || request.Flag("paths");
        return ListAnswer.Of(runs, (writer, row) => _json.Write(writer, row.Run, row.Contact, paths), page, request);
    }

    /// <summary>The smallest poller that holds what is asked for. What names nothing leaves nothing, without a word.</summary>
    private static SortedSet<PageKey> Choose(RapidProWorkspace workspace, ApiRequest request, string? flow, string? contact)
    {
        var flowEntry = Guid.TryParse(flow, out var flowUuid) ? workspace.FlowWith(flowUuid) : null;
        var owner = Guid.TryParse(contact, out var contactUuid) ? workspace.FindContact(contactUuid) : null;
        if ((flow is not null && flowEntry is null) || (contact is not null && owner is null))
        {
            return Nothing;
        }

        if (request.Param("id") is not { } number && request.Filter("uuid") is null)
        {
            return flowEntry?.Runs ?? (owner is null ? workspace.RunPoller : [.. workspace.RunsOf(owner).Select(r => r.PageKey)]);
        }

        var run = request.Filter("uuid") is { } uuid ? workspace.RunWith(Guid.Parse(uuid)) : workspace.RunWith(int.Parse(request.Param("id")!, CultureInfo.InvariantCulture));
        return run is not null && IsOneOf(run, request.Param("id"), flowEntry, owner) ? [run.PageKey] : Nothing;
    }

    private static bool IsOneOf(RunState run, string? id, FlowEntry? flow, ContactState? contact) =>
        (id is null || run.Id == int.Parse(id, CultureInfo.InvariantCulture))
        && (flow is null || run.Flow == flow)
        && (contact is null || run.ContactId == contact.Id);
}
