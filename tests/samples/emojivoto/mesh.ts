import { tagsOf, type Tag } from '../model';

/** A pod of emojivoto: an application and Linkerd's proxy beside it. */
export interface Pod {
  /** The application's service name in spans. */
  service: string;
  deployment: string;
  container: string;
  name: string;
  node: string;
  ip: string;
}

const namespace = 'emojivoto';

function pod(service: string, deployment: string, container: string, suffix: string, node: string, ip: string): Pod {
  return { service, deployment, container, name: `${deployment}-${suffix}`, node, ip };
}

/** The robot that votes. */
export const voteBot = pod('vote-bot', 'vote-bot', 'vote-bot', '7466ffc7f7-5jk4d', 'worker-1', '10.244.1.14');

/** The site, which turns REST into gRPC. */
export const web = pod('web', 'web', 'web-svc', '5f86686c4d-hm8zx', 'worker-1', '10.244.1.15');

/** The list of emoji. */
export const emoji = pod('emoji', 'emoji', 'emoji-svc', '69b5dd9bf4-tq6wn', 'worker-2', '10.244.2.11');

/** The counter of votes. */
export const voting = pod('voting', 'voting', 'voting-svc', '6bf7d4f5c8-r2v9k', 'worker-2', '10.244.2.12');

/** All pods. */
export const pods = [voteBot, web, emoji, voting];

/** The service name of Linkerd's proxies, the same in all pods. */
export const proxyService = 'linkerd-proxy';

/** What the collector's Kubernetes processor knows of a container. */
function resource({ deployment, name, node, ip }: Pod, container: string): Tag[] {
  return tagsOf({
    'host.name': node,
    'k8s.container.name': container,
    'k8s.deployment.name': deployment,
    'k8s.namespace.name': namespace,
    'k8s.node.name': node,
    'k8s.pod.ip': ip,
    'k8s.pod.name': name,
  });
}

/** The resource of an application's spans. */
export function applicationResource(of: Pod): Tag[] {
  return [
    ...resource(of, of.container),
    ...tagsOf({ 'process.pid': 1n, 'telemetry.sdk.language': 'go', 'telemetry.sdk.name': 'opentelemetry' }),
  ];
}

/** The resource of a proxy's spans. */
export function proxyResource(of: Pod): Tag[] {
  return [...resource(of, proxyService), ...tagsOf({ 'telemetry.sdk.language': 'rust' })];
}
