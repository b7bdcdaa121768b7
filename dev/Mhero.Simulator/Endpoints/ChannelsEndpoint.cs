using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>channels.json</c>: the workspace's one channel, if it has one.</summary>
internal sealed class ChannelsEndpoint(ApiContext context) : Endpoint("channels", "GET")
{
    protected override ApiResponse Get(ApiRequest request)
    {
        var refusal = context.Rules.RefuseUuid(request, "uuid");
        if (refusal is not null || !PageRequest.TryRead(request, out var wanted, out refusal))
        {
            return refusal;
        }

        var workspace = context.Workspace;
        var (uuid, address) = (request.Filter("uuid"), request.Filter("address"));
        var channel = workspace.Channel;
        var isAskedFor = channel is not null
            && (uuid is null || (Guid.TryParse(uuid, out var mine) && mine == channel.Uuid))
            && (address is null || address == workspace.ChannelAddress);
        var page = wanted.ReadUnbounded(isAskedFor ? [new PageKey(workspace.WithLock(w => w.ChannelMadeOn), 1)] : []);
        return ListAnswer.Of(page.Keys.ConvertAll(_ => channel!), Write, page, request);
    }

    private void Write(Utf8JsonWriter writer, SimulatedReference channel)
    {
        var workspace = context.Workspace;
        writer.WriteStartObject();
        writer.WriteString("uuid"u8, channel.Uuid);
        writer.WriteString("name"u8, channel.Name);
        writer.WriteString("address"u8, workspace.ChannelAddress);
        if (context.Rules.Is263)
        {
            writer.WriteString("type"u8, "external");
        }

        writer.WriteString("country"u8, workspace.Country);
        writer.WriteNull("device"u8);
        writer.WriteNull("last_seen"u8);
        writer.WriteTime("created_on"u8, workspace.WithLock(w => w.ChannelMadeOn));
        writer.WriteEndObject();
    }
}
